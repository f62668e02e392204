<?php

// Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing,
// "!" for bytes that are no text.

require __DIR__ . '/../../php/chat_identity.php';

while (($line = fgets(STDIN)) !== false) {
    $field = fn (string $text): ?string => match ($text) {
        '-' => null,
        '!' => "\xff",
        default => base64_decode($text),
    };
    $fields = array_map($field, explode("\t", rtrim($line, "\n")));
    try {
        echo 'token ' . chat_identity_token(...$fields) . "\n";
    } catch (InvalidArgumentException $error) {
        echo 'error ', $error->getMessage(), "\n";
    }
}
