// What differs between the grammars of the releases, as features that tokenizer and parser ask for by name.
#pragma once

namespace xvm {
struct Release;
}

namespace xvm::compiler {

struct Dialect {
  explicit Dialect(const Release& release);

  const Release& release;

  // Tokens.
  bool python2;                // byte strings by default, ur'', old octals, long suffix, backticks, print and exec
  bool binary_numbers;         // 0b1, 0o7: from 2.6
  bool number_underscores;     // 1_000: from 3.6
  bool number_messages;        // what is wrong with a number is told: from 3.8
  bool number_ends;            // a letter behind a number is an error of the tokenizer: from 3.10
  bool empty_hexadecimal;      // 0x is 0: 2.5
  bool decode_errors_stay;     // a bad escape in a unicode literal is a UnicodeDecodeError: 2.5
  bool b_prefix;               // b'': from 2.6
  bool rb_prefix;              // rb'': from 3.3 besides br''
  bool u_prefix;               // u'' (2.x, and from 3.3)
  bool f_prefix;               // f'': from 3.6
  bool f_tokens;               // f-strings are tokens: from 3.12
  bool unicode_names;          // from 3.0
  bool arrow, ellipsis_token;  // from 3.0
  bool matmul;                 // from 3.5
  bool walrus;                 // from 3.8
  bool exclamation_token;      // from 3.12
  bool strict_tabs;            // TabError without -tt: from 3.0
  bool async_by_context;       // async and await are keywords inside async def: 3.5 and 3.6
  bool async_keywords;         // everywhere: from 3.7
  bool constants_as_keywords;  // None, True, False: from 3.0
  bool nonlocal_keyword;       // from 3.0
  bool as_keyword;             // from 2.6; before, with_statement makes it one
  bool nesting_limit;          // 200 brackets, which must match: from 3.8
  bool character_messages;     // "invalid character '…' (U+…)": from 3.9
  bool unterminated_messages;  // "unterminated string literal (detected at line 1)": from 3.10
  bool continued_indentation;  // a backslash may continue an empty line's indentation: from 3.10
  bool backslash_is_blank;     // a line that a backslash alone continues has no indentation: 3.9
  bool control_messages;       // "invalid non-printable character" of ASCII too: from 3.11
  bool continuation_at_end_fails;  // a backslash may not end the text: from 3.8
  bool spec_ends_at_newline;   // a line end in an f-string's format specification ends it: from 3.12
  bool number_end_any;         // any letter, not of ASCII alone: 3.10
  bool escaped_quote_hint;     // "; perhaps you escaped the end quote?": from 3.13
  const char* number_end_category;  // of the warning of 1if

  // Grammar.
  bool peg;                    // from 3.9; before, one token decides
  bool tuple_parameters;       // 2.x
  bool old_except_comma;       // except A, b: 2.x
  bool except_as;              // from 2.6
  bool with_items;             // several: from 2.7 and 3.1
  bool parenthesized_with;     // from 3.9
  bool set_display;            // sets, set and dict comprehensions: from 2.7 and 3.0
  bool keyword_only;           // keyword-only parameters, annotations: from 3.0
  bool starred;                // star targets: from 3.0
  bool unpacking;              // generalised: from 3.5
  bool keywords_after_star;    // f(*a, k=1): from 2.6
  bool call_limit;             // 255 arguments in a call: to 3.6
  bool parameter_limit;        // 255 parameters: 3.0 to 3.6
  bool class_arguments;        // from 3.0
  bool class_decorators;       // from 2.6
  bool empty_class_parens;     // class A(): from 2.5
  bool trailing_comma_after_star;  // def f(*a,): from 3.6
  bool yield_from;             // from 3.3
  bool await;                  // from 3.5
  bool async_comprehensions;   // from 3.6
  bool variable_annotations;   // from 3.6
  bool annotation_starred_value;   // x: T = *a, b and yield: from 3.8
  bool return_starred;         // return *a, b without parentheses: from 3.8
  bool positional_only;        // from 3.8
  bool any_decorator;          // from 3.9
  bool augmented_names;        // "augmented assignment to generator expression not possible": to 2.6
  bool walrus_in_set;  // from 3.9
  bool legacy_words;           // "Missing parentheses in call to 'print'" from the line's text: 3.4 to 3.9
  bool legacy_repeats_argument;      // "Did you mean print(1)?": from 3.6
  bool walrus_in_index;    // from 3.10
  bool match;                  // from 3.10
  bool alias_positions;        // alias nodes have a place: from 3.10
  bool except_star;            // from 3.11
  bool star_index;             // a[*b], def f(*args: *T): from 3.11
  bool type_parameters;        // from 3.12
  bool type_defaults;          // from 3.13
  bool for_iter_starred;       // for x in *a, b: from 3.9
  bool exec_tuple;             // exec (a, b) as exec a in b: 2.7
  bool old_list_comp_iter;     // [x for x in 1, 2]: 2.x
  bool flufl;                  // barry_as_FLUFL: from 3.1
  bool less_greater_token;     // "<>" is a token, though never right without barry_as_FLUFL: from 3.0
  bool negative_literals;      // -1 is a constant of the tree: to 3.1
  bool class_generator_refused;    // class A(x for x in y): 3.7 and 3.8
  bool keyword_lambda_message;     // f(lambda: 1 = 2) has a message of its own: to 3.7
  bool keyword_must_be_bare;       // f((a)=1) is refused: 3.8
  bool repeated_keywords;          // f(a=1, a=2) is refused by the parser: 2.6 to 3.8
  bool bare_generator_alone;       // f(x for x in y,) is refused: from 3.7
  bool lambda_in_old_test;     // conditions are old_test: to 3.8

  // Places of nodes.
  bool end_positions;          // from 3.8
  bool string_end_position;    // a string of several lines is placed on its last line, column -1: to 3.7
  bool decorator_position;     // a decorated definition begins at its first decorator: to 3.7
  bool operator_position;      // the second and later operations of a chain begin at their operator: to 3.7
  bool inner_position;         // (x).y begins at x; tuples, list comprehensions and generators at their first element: to 3.7
  bool inner_display_position; // set and dict comprehensions at their first element: to 3.4
  bool with_item_nodes;        // a with statement has all its items: from 3.3; before, one each, inside one another
  bool with_at_item;           // a with statement begins at its item: 2.7, 3.1 and 3.2
  bool target_tuple_position;  // the tuple of a for begins where its first element does, brackets aside: to 3.8
  bool async_def_at_def;       // an async def begins at "def"
  bool async_inner_position;   // async for and async with begin at "for" and "with"
  bool bare_call_at_sign;      // the call of a decorator with empty brackets begins at "@": 3.0 to 3.6
  bool keyword_only_ends_at_name;    // a keyword-only parameter ends before its annotation: 3.8
  bool elif_at_test;           // an elif's If begins at its test: to 3.6
  bool index_nodes;            // ExtSlice: to 3.8
  bool format_debug;           // f'{x=}': from 3.8
  bool format_places_by_search;    // of expressions in f-strings: to 3.8
  bool format_places_exact;        // on later lines too: from 3.10
  bool empty_spec_end;         // a format specification that ends with a field has an empty constant behind it: 3.12
  bool fold_format_spec;       // neighbouring constants of a format specification are one: from 3.13
  bool expression_words;       // "expression", "dict literal": from 3.10
  bool cannot_words;           // "cannot assign to": from 3.8
  bool debug_is_forbidden;     // __debug__: 2.7 and from 3.2; as a target from 3.0
  bool delete_checks_names;
  bool empty_tuple_target;     // () = x: from 3.6
  bool single_is_checked;      // that nothing follows a statement typed at a prompt: from 3.3
  bool end_offsets;            // a SyntaxError has an end: from 3.10
  bool bytes_are_counted;      // places in bytes that name no coding are counted in bytes: 3.10 to 3.12
  bool end_only_on_first_line; // "unexpected EOF while parsing" is said of the first line alone: to 3.2
  bool bare_exponent_fails;    // 1e is no number with a name behind it: to 2.6
  bool old_string_words;       // "single-quoted string": 2.5
  int stack_limit;             // how deep the parser goes, in its own steps
  int expression_steps, bracket_steps;
  const char* stack_message;
  bool long_integers;          // integers of 32 to 63 bits are stored as such: to 3.2
  bool digit_limit;            // 4300 digits of a decimal literal: 3.8.14, 3.9.14 and later ones
  bool escape_warnings;        // of invalid escapes: from 3.6
  bool octal_warnings;         // of \400 and more: from 3.11
  bool quoted_escape;          // "invalid escape sequence '\d'": from 3.10
  const char* escape_category;
  bool raw_wide_escapes;       // ur'\U0001f600' means the character: from 2.6
  bool short_escape_words;     // "truncated \xXX escape": from 2.6
  bool bytes_escape_position;  // "invalid \x escape at position 0": from 3.2
  bool strings_end_the_run;    // an error in a literal is placed behind all the literals side by side: 3.9 to 3.11
  bool bytes_end_the_run;      // that of bytes that are not ASCII too: 3.9 and 3.10
  bool field_before_words;     // "expression required before '!'": 3.11
  bool bytes_strings_error;    // "bytes can only contain ASCII literal characters." with the full stop: to 3.9
};

const Dialect& dialect_of(const Release& release);

}  // namespace xvm::compiler
