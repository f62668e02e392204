# frozen_string_literal: true

# Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing,
# "!" for bytes that are no text.

require_relative "../../ruby/chat_identity"

SPECIAL = { "-" => nil, "!" => "\xff" }.freeze

$stdin.each_line do |line|
  fields = line.chomp.split("\t", -1).map do |field|
    SPECIAL.fetch(field) { field.unpack1("m").force_encoding("UTF-8") }
  end
  puts "token #{ChatIdentity.token(*fields)}"
rescue ArgumentError => e
  puts "error #{e.message}"
end
