//! The languages, by the names that people give them.

use crate::grammar::{
    AT, CALLS, COLON_KEYS, COLOURS, DASHES, DIRECTIVES, DOLLAR, EQUALS_KEYS, FOLDS, Grammar, REGEX, RUST,
    SPACED_COMMENTS, TRIPLE, TYPES,
};

const C_COMMENTS: Grammar =
    Grammar { line: &["//"], block: Some(("/*", "*/")), facts: CALLS | TYPES, ..Grammar::PLAIN };
const HASH_COMMENTS: Grammar = Grammar { line: &["#"], ..Grammar::PLAIN };

/// The facts about a language, if it is known.
pub(crate) fn of(name: &str) -> Option<&'static Grammar> {
    Some(match name {
        "js" | "javascript" | "mjs" | "cjs" | "jsx" | "ts" | "typescript" | "tsx" => &JAVASCRIPT,
        "json" | "json5" | "jsonc" => &JSON,
        "css" | "scss" | "less" => &CSS,
        "python" | "py" | "python3" => &PYTHON,
        "rust" | "rs" => &RUST_ITSELF,
        "go" | "golang" => &GO,
        "java" | "kotlin" | "kt" | "swift" | "scala" | "dart" => &JAVA,
        "c" | "h" | "cpp" | "c++" | "cc" | "hpp" | "objc" => &CPP,
        "cs" | "csharp" | "c#" => &CSHARP,
        "php" => &PHP,
        "ruby" | "rb" => &RUBY,
        "sh" | "bash" | "zsh" | "shell" | "console" | "dockerfile" | "makefile" => &SHELL,
        "sql" | "postgresql" | "mysql" | "sqlite" => &SQL,
        "yaml" | "yml" => &YAML,
        "toml" | "ini" | "env" | "properties" => &TOML,
        _ => return None,
    })
}

pub(crate) static JAVASCRIPT: Grammar = Grammar {
    long_quotes: "`",
    words: "abstract any as async await boolean break case catch class const constructor continue debugger declare \
            default delete do else enum export extends false finally for from function get if implements import in \
            infer instanceof interface is keyof let namespace never new null number object of override private \
            protected public readonly return satisfies set static string super switch symbol this throw true try \
            type typeof undefined unknown var void while with yield",
    facts: CALLS | TYPES | REGEX | AT,
    ..C_COMMENTS
};

static JSON: Grammar = Grammar { words: "true false null", facts: COLON_KEYS, ..C_COMMENTS };

pub(crate) static CSS: Grammar = Grammar {
    line: &[],
    words: "important",
    facts: COLON_KEYS | AT | DASHES | CALLS | COLOURS,
    ..C_COMMENTS
};

static PYTHON: Grammar = Grammar {
    words: "False None True and as assert async await break case class continue def del elif else except finally for \
            from global if import in is lambda match nonlocal not or pass raise return self try while with yield",
    facts: CALLS | TYPES | TRIPLE | AT,
    ..HASH_COMMENTS
};

static RUST_ITSELF: Grammar = Grammar {
    quotes: "",
    long_quotes: "\"",
    words: "as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i128 i16 \
            i32 i64 i8 if impl in isize let loop match mod move mut pub ref return self Self static str struct super \
            trait true type u128 u16 u32 u64 u8 union unsafe use usize where while",
    facts: CALLS | TYPES | RUST,
    ..C_COMMENTS
};

static GO: Grammar = Grammar {
    long_quotes: "`",
    words: "any bool break byte case chan const continue default defer else error fallthrough false float32 float64 \
            for func go goto if import int int16 int32 int64 int8 interface iota map nil package range return rune \
            select string struct switch true type uint uint16 uint32 uint64 uint8 uintptr var",
    ..C_COMMENTS
};

static JAVA: Grammar = Grammar {
    words: "abstract as assert boolean break byte case catch char class companion const continue data def default do \
            double else enum extends extension false final finally float for fun func goto guard if implements \
            import in instanceof int interface internal is lateinit let long native new nil null object open \
            override package permits private protected public record return sealed short static struct super \
            suspend switch synchronized this throw throws trait transient true try val var void volatile when while \
            with yield",
    facts: CALLS | TYPES | TRIPLE | AT,
    ..C_COMMENTS
};

static CPP: Grammar = Grammar {
    words: "alignas alignof auto bool break case catch char class co_await co_return co_yield concept const consteval \
            constexpr continue decltype default delete do double else enum explicit export extern false final float \
            for friend goto if inline int long mutable namespace new noexcept NULL nullptr operator override private \
            protected public register requires return short signed sizeof static static_assert struct switch \
            template this throw true try typedef typename union unsigned using virtual void volatile while",
    facts: CALLS | TYPES | DIRECTIVES,
    ..C_COMMENTS
};

static CSHARP: Grammar = Grammar {
    words: "abstract as async await base bool break byte case catch char class const continue decimal default \
            delegate do double else enum event explicit extern false finally fixed float for foreach get goto if \
            implicit in init int interface internal is lock long namespace new null object operator out override \
            params private protected public readonly record ref required return sbyte sealed set short sizeof static \
            string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using var virtual \
            void volatile when where while with yield",
    facts: CALLS | TYPES | DIRECTIVES,
    ..C_COMMENTS
};

static PHP: Grammar = Grammar {
    line: &["//", "#"],
    words: "abstract and array as bool break callable case catch class clone const continue declare default do echo \
            else elseif enum extends false final finally float fn for foreach function global goto if implements \
            include include_once instanceof int interface isset iterable match mixed namespace new null object or \
            parent php print private protected public readonly require require_once return self static string \
            switch throw trait true try unset use var void while yield",
    facts: CALLS | TYPES | DOLLAR,
    ..C_COMMENTS
};

static RUBY: Grammar = Grammar {
    long_quotes: "`",
    words: "BEGIN END alias and attr_accessor attr_reader begin break case class def defined do else elsif end ensure \
            extend false for if in include module next nil not or private protected public puts raise redo require \
            require_relative rescue retry return self super then true undef unless until when while yield",
    facts: CALLS | TYPES | DOLLAR | AT | SPACED_COMMENTS,
    ..HASH_COMMENTS
};

static SHELL: Grammar = Grammar {
    quotes: "",
    long_quotes: "\"'",
    words: "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM RUN USER VOLUME WORKDIR alias apt case cat cd chmod cp curl \
            declare do docker done echo elif else esac eval exec exit export fi for function git if in local mkdir \
            mv npm npx read return rm set shift source sudo test then trap unset until while",
    facts: DOLLAR | DASHES | SPACED_COMMENTS,
    ..HASH_COMMENTS
};

static SQL: Grammar = Grammar {
    line: &["--"],
    block: Some(("/*", "*/")),
    quotes: "",
    long_quotes: "'\"",
    words: "add all alter and any as asc begin between bigint boolean by case cast char check column commit \
            constraint create cross current_date current_timestamp database date decimal default delete desc \
            distinct drop else end except exists false float foreign from full function group having if ilike in \
            index inner insert int integer intersect into is join json jsonb key left like limit not null numeric \
            offset on or order outer over partition primary real references returning right rollback row select \
            serial set smallint table text then time timestamp timestamptz transaction trigger true truncate union \
            unique update using uuid values varchar view when where window with",
    facts: FOLDS | CALLS,
};

static YAML: Grammar = Grammar {
    words: "true false null yes no on off",
    facts: COLON_KEYS | DASHES | SPACED_COMMENTS,
    ..HASH_COMMENTS
};

static TOML: Grammar = Grammar {
    line: &["#", ";"],
    words: "true false",
    facts: EQUALS_KEYS | DASHES | TRIPLE | SPACED_COMMENTS,
    ..HASH_COMMENTS
};
