#include "compiler/error_grammar.h"

namespace xvm::compiler {

const std::string_view error_grammar = R"PEG(
file:
| statements? ENDMARKER
interactive:
| compound_stmt NEWLINE
| simple_stmts
| NEWLINE
| ENDMARKER
eval:
| expressions NEWLINE* ENDMARKER
func_type:
| '(' [expressions] ')' '->' expression NEWLINE* ENDMARKER
field:
| star_expressions NEWLINE* ENDMARKER
statements:
| statement+
statement:
| compound_stmt
| simple_stmts
simple_stmts:
| simple_stmt !';' NEWLINE
| simple_stmt%';' [';'] NEWLINE
simple_stmt:
| assignment
| {12-} &"type" type_alias
| {-11} star_expressions
| {12-} star_expressions
| &'return' return_stmt
| &('import'|'from') import_stmt
| &'raise' raise_stmt
| 'pass'
| &'del' del_stmt
| &'yield' yield_expr
| &'assert' assert_stmt
| 'break'
| 'continue'
| &'global' 'global' NAME%','
| &'nonlocal' 'nonlocal' NAME%','
compound_stmt:
| &('def'|'@'|'async') function_def
| &'if' if_stmt
| &('class'|'@') class_def
| &('with'|'async') with_stmt
| &('for'|'async') for_stmt
| &'try' try_stmt
| &'while' while_stmt
| {10-} match_stmt
assignment:
| NAME ':' expression ['=' annotated_rhs]
| ('(' single_target ')' | single_subscript_attribute_target) ':' expression ['=' annotated_rhs]
| (star_targets '=')+ annotated_rhs !'='
| single_target augassign ^ annotated_rhs
| ~ invalid_assignment
annotated_rhs:
| yield_expr
| star_expressions
augassign:
| '+='
| '-='
| '*='
| '@='
| '/='
| '%='
| '&='
| '|='
| '^='
| '<<='
| '>>='
| '**='
| '//='
return_stmt:
| 'return' [star_expressions]
raise_stmt:
| 'raise' expression ['from' expression]
| 'raise'
del_stmt:
| 'del' del_targets &(';'|NEWLINE)
| ~ invalid_del_stmt
assert_stmt:
| 'assert' expression [',' expression]
import_stmt:
| {12-} ~ invalid_import
| 'import' dotted_as_name%','
| 'from' ('.'|'...')* dotted_name 'import' import_from_targets
| 'from' ('.'|'...')+ 'import' import_from_targets
import_from_targets:
| '(' import_from_as_names [','] ')'
| import_from_as_names !','
| '*'
| ~ invalid_import_from_targets
import_from_as_names:
| import_from_as_name%','
import_from_as_name:
| NAME ['as' NAME]
dotted_as_name:
| dotted_name ['as' NAME]
dotted_name:
| NAME ('.' NAME)*
block:
| NEWLINE INDENT statements DEDENT
| simple_stmts
| ~ invalid_block
decorators:
| ('@' named_expression NEWLINE)+
class_def:
| decorators class_def_raw
| class_def_raw
class_def_raw:
| {10-} ~ invalid_class_def_raw
| {-11} 'class' NAME ['(' [arguments] ')'] ':' block
| {12-} 'class' NAME [type_params] ['(' [arguments] ')'] ':' block
function_def:
| decorators function_def_raw
| function_def_raw
function_def_raw:
| {10-} ~ invalid_def_raw
| {-9} 'def' NAME '(' [params] ')' ['->' expression] ':' block
| {10} 'def' NAME '(' [params] ')' ['->' expression] &&':' block
| {11} 'def' NAME &&'(' [params] ')' ['->' expression] &&':' block
| {12} 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' block
| {13-} 'def' NAME [type_params] '(' [params] ')' ['->' expression] ':' block
| {-9} 'async' 'def' NAME '(' [params] ')' ['->' expression] ':' block
| {10} 'async' 'def' NAME '(' [params] ')' ['->' expression] &&':' block
| {11} 'async' 'def' NAME &&'(' [params] ')' ['->' expression] &&':' block
| {12} 'async' 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' block
| {13-} 'async' 'def' NAME [type_params] '(' [params] ')' ['->' expression] ':' block
params:
| ~ invalid_parameters
| parameters
parameters:
| slash_no_default param_no_default* param_with_default* [star_etc]
| slash_with_default param_with_default* [star_etc]
| param_no_default+ param_with_default* [star_etc]
| param_with_default+ [star_etc]
| star_etc
slash_no_default:
| param_no_default+ '/' ','
| param_no_default+ '/' &')'
slash_with_default:
| param_no_default* param_with_default+ '/' ','
| param_no_default* param_with_default+ '/' &')'
star_etc:
| {11-} ~ invalid_star_etc
| '*' param_no_default param_maybe_default* [kwds]
| {11-} '*' param_no_default_star_annotation param_maybe_default* [kwds]
| '*' ',' param_maybe_default+ [kwds]
| kwds
| {-10} ~ invalid_star_etc
kwds:
| {11-} ~ invalid_kwds
| '**' param_no_default
param_no_default:
| param ','
| param &')'
param_no_default_star_annotation:
| NAME ':' star_expression ','
| NAME ':' star_expression &')'
param_with_default:
| param default ','
| param default &')'
param_maybe_default:
| param default? ','
| param default? &')'
param:
| NAME [':' expression]
default:
| '=' expression
| {11-} ~ invalid_default
if_stmt:
| {10-} ~ invalid_if_stmt
| 'if' named_expression ':' block elif_stmt
| 'if' named_expression ':' block [else_block]
elif_stmt:
| {10-} ~ invalid_elif_stmt
| 'elif' named_expression ':' block elif_stmt
| 'elif' named_expression ':' block [else_block]
else_block:
| {10-} ~ invalid_else_stmt
| {-9} 'else' ':' block
| {10-} 'else' &&':' block
while_stmt:
| {10-} ~ invalid_while_stmt
| 'while' named_expression ':' block [else_block]
for_stmt:
| {10-} ~ invalid_for_stmt
| {-9} 'for' star_targets 'in' ^ star_expressions ':' block [else_block]
| {10-} 'for' star_targets 'in' ^ star_expressions ':' block [else_block]
| {-9} 'async' 'for' star_targets 'in' ^ star_expressions ':' block [else_block]
| {10-} 'async' 'for' star_targets 'in' ^ star_expressions ':' block [else_block]
| ~ invalid_for_target
with_stmt:
| {10-} ~ invalid_with_stmt_indent
| 'with' '(' with_item%',' ','? ')' ':' block
| 'with' with_item%',' ':' block
| 'async' 'with' '(' with_item%',' ','? ')' ':' block
| 'async' 'with' with_item%',' ':' block
| {10-} ~ invalid_with_stmt
with_item:
| expression 'as' star_target &(','|')'|':')
| ~ invalid_with_item
| expression
try_stmt:
| {10-} ~ invalid_try_stmt
| {-9} 'try' ':' block finally_block
| {10-} 'try' &&':' block finally_block
| {-9} 'try' ':' block except_block+ [else_block] [finally_block]
| {10-} 'try' &&':' block except_block+ [else_block] [finally_block]
| {11-} 'try' &&':' block except_star_block+ [else_block] [finally_block]
except_block:
| {10-} ~ invalid_except_stmt_indent
| 'except' expression ['as' NAME] ':' block
| 'except' ':' block
| {10-} ~ invalid_except_stmt
except_star_block:
| ~ invalid_except_star_stmt_indent
| 'except' '*' expression ['as' NAME] ':' block
| ~ invalid_except_stmt
finally_block:
| {10-} ~ invalid_finally_stmt
| {-9} 'finally' ':' block
| {10-} 'finally' &&':' block
match_stmt:
| "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT
| ~ invalid_match_stmt
subject_expr:
| star_named_expression ',' star_named_expressions?
| named_expression
case_block:
| ~ invalid_case_block
| "case" patterns guard? ':' block
guard:
| 'if' named_expression
patterns:
| open_sequence_pattern
| pattern
pattern:
| as_pattern
| or_pattern
as_pattern:
| or_pattern 'as' pattern_capture_target
| ~ invalid_as_pattern
or_pattern:
| closed_pattern%'|'
closed_pattern:
| literal_pattern
| pattern_capture_target
| "_"
| value_pattern
| group_pattern
| sequence_pattern
| mapping_pattern
| class_pattern
literal_pattern:
| signed_number !('+'|'-')
| complex_number
| strings
| 'None'
| 'True'
| 'False'
complex_number:
| signed_number ('+'|'-') NUMBER
signed_number:
| NUMBER
| '-' NUMBER
pattern_capture_target:
| !"_" NAME !('.'|'('|'=')
value_pattern:
| attr !('.'|'('|'=')
attr:
| NAME ('.' NAME)+
name_or_attr:
| NAME ('.' NAME)*
group_pattern:
| '(' pattern ')'
sequence_pattern:
| '[' [maybe_sequence_pattern] ']'
| '(' [open_sequence_pattern] ')'
open_sequence_pattern:
| maybe_star_pattern ',' maybe_sequence_pattern?
maybe_sequence_pattern:
| maybe_star_pattern%',' ','?
maybe_star_pattern:
| '*' pattern_capture_target
| '*' "_"
| pattern
mapping_pattern:
| '{' '}'
| '{' double_star_pattern ','? '}'
| '{' key_value_pattern%',' ',' double_star_pattern ','? '}'
| '{' key_value_pattern%',' ','? '}'
key_value_pattern:
| (literal_expr | attr) ':' pattern
literal_expr:
| signed_number !('+'|'-')
| complex_number
| strings
| 'None'
| 'True'
| 'False'
double_star_pattern:
| '**' pattern_capture_target
class_pattern:
| name_or_attr '(' ')'
| name_or_attr '(' pattern_here%',' ','? ')'
| name_or_attr '(' pattern_here%',' ',' keyword_pattern%',' ','? ')'
| name_or_attr '(' keyword_pattern%',' ','? ')'
| ~ invalid_class_pattern
pattern_here:
| pattern
keyword_pattern:
| NAME '=' pattern
type_alias:
| "type" NAME [type_params] '=' expression
type_params:
| {13-} ~ invalid_type_params
| '[' type_param%',' [','] ']'
type_param:
| {12} NAME [':' expression]
| {13-} NAME [':' expression] ['=' expression]
| {12} '*' NAME a=':' b=expression => constraint TypeVarTuple
| {13-} ~ invalid_type_param
| {12} '*' NAME
| {13-} '*' NAME ['=' star_expression]
| {12} '**' NAME a=':' b=expression => constraint ParamSpec
| {12} '**' NAME
| {13-} '**' NAME ['=' expression]
expressions:
| expression (',' expression)+ [',']
| expression ','
| expression
expression:
| {10-} ~ invalid_expression
| {10-} ~ invalid_legacy_expression
| disjunction 'if' disjunction 'else' expression
| disjunction
| lambdef
yield_expr:
| 'yield' 'from' expression
| 'yield' [star_expressions]
star_expressions:
| star_expression (',' star_expression)+ [',']
| star_expression ','
| star_expression
star_expression:
| '*' bitwise_or
| expression
star_named_expressions:
| star_named_expression%',' [',']
star_named_expression:
| '*' bitwise_or
| named_expression
assignment_expression:
| NAME ':=' ^ expression
named_expression:
| {-9} NAME ':=' ^ expression
| {10-} assignment_expression
| {-9} expression !':='
| ~ invalid_named_expression
| {10-} expression !':='
disjunction:
| conjunction ('or' conjunction)+
| conjunction
conjunction:
| inversion ('and' inversion)+
| inversion
inversion:
| 'not' inversion
| comparison
comparison:
| bitwise_or compare_op_bitwise_or_pair+
| bitwise_or
compare_op_bitwise_or_pair:
| '==' bitwise_or
| ('!=' | '<>') bitwise_or
| '<=' bitwise_or
| '<' bitwise_or
| '>=' bitwise_or
| '>' bitwise_or
| 'not' 'in' bitwise_or
| 'in' bitwise_or
| 'is' 'not' bitwise_or
| 'is' bitwise_or
bitwise_or:
| bitwise_xor ('|' bitwise_xor)*
bitwise_xor:
| bitwise_and ('^' bitwise_and)*
bitwise_and:
| shift_expr ('&' shift_expr)*
shift_expr:
| sum (('<<'|'>>') sum)*
sum:
| {13-} ~ sum_operand ('+'|'-'|'*'|'/'|'%'|'//'|'@') a='not' b=inversion => range a b 'not' after an operator must be parenthesized
| term (('+'|'-') term)*
term:
| factor (('*'|'/'|'//'|'%'|'@') factor)*
sum_operand:
| term (('+'|'-') term)*
factor:
| {13-} ~ ('+'|'-'|'~') a='not' b=factor => range a b 'not' after an operator must be parenthesized
| '+' factor
| '-' factor
| '~' factor
| power
power:
| await_primary '**' factor
| await_primary
await_primary:
| 'await' primary
| primary
primary:
| {-9} ~ atom primary_tail* a='{' => at a invalid syntax
| atom primary_tail*
primary_tail:
| '.' NAME
| genexp
| '(' [arguments] ')'
| '[' slices ']'
slices:
| slice !','
| {-10} slice%',' [',']
| {11-} (slice | starred_expression)%',' [',']
slice:
| [expression] ':' [expression] [':' [expression]]
| {-9} expression
| {10-} named_expression
atom:
| NAME
| 'True'
| 'False'
| 'None'
| {-11} &STRING strings
| {12-} &(STRING|FSTRING_START) strings
| NUMBER
| &'(' (tuple | group | genexp)
| &'[' (list | listcomp)
| &'{' (dict | set | dictcomp | setcomp)
| '...'
group:
| '(' (yield_expr | named_expression) ')'
| ~ invalid_group
lambdef:
| 'lambda' [lambda_params] ':' expression
lambda_params:
| ~ invalid_lambda_parameters
| lambda_parameters
lambda_parameters:
| lambda_slash_no_default lambda_param_no_default* lambda_param_with_default* [lambda_star_etc]
| lambda_slash_with_default lambda_param_with_default* [lambda_star_etc]
| lambda_param_no_default+ lambda_param_with_default* [lambda_star_etc]
| lambda_param_with_default+ [lambda_star_etc]
| lambda_star_etc
lambda_slash_no_default:
| lambda_param_no_default+ '/' ','
| lambda_param_no_default+ '/' &':'
lambda_slash_with_default:
| lambda_param_no_default* lambda_param_with_default+ '/' ','
| lambda_param_no_default* lambda_param_with_default+ '/' &':'
lambda_star_etc:
| {11-} ~ invalid_lambda_star_etc
| '*' lambda_param_no_default lambda_param_maybe_default* [lambda_kwds]
| '*' ',' lambda_param_maybe_default+ [lambda_kwds]
| lambda_kwds
| {-10} ~ invalid_lambda_star_etc
lambda_kwds:
| {11-} ~ invalid_lambda_kwds
| '**' lambda_param_no_default
lambda_param_no_default:
| NAME ','
| NAME &':'
lambda_param_with_default:
| NAME default ','
| NAME default &':'
lambda_param_maybe_default:
| NAME default? ','
| NAME default? &':'
strings:
| {-11} STRING+
| {12-} (fstring | STRING)+
fstring:
| FSTRING_START fstring_middle* FSTRING_END
fstring_middle:
| replacement_field
| FSTRING_MIDDLE
replacement_field:
| {12} '{' (yield_expr | star_expressions) '='? ['!' NAME] [':' fstring_format_spec*] '}'
| {13-} '{' annotated_rhs '='? ['!' NAME] [':' fstring_format_spec*] '}'
| ~ invalid_replacement_field
fstring_format_spec:
| FSTRING_MIDDLE
| replacement_field
list:
| '[' [star_named_expressions] ']'
tuple:
| '(' [star_named_expression ',' [star_named_expressions]] ')'
set:
| {-9} '{' star_expression%',' [','] '}'
| {10-} '{' star_named_expressions '}'
dict:
| '{' [double_starred_kvpairs] '}'
| {10-} ~ '{' invalid_double_starred_kvpairs '}'
double_starred_kvpairs:
| double_starred_kvpair%',' [',']
double_starred_kvpair:
| '**' bitwise_or
| kvpair
kvpair:
| expression ':' expression
for_if_clauses:
| for_if_clause+
for_if_clause:
| 'async' 'for' star_targets 'in' ^ disjunction ('if' disjunction)*
| 'for' star_targets 'in' ^ disjunction ('if' disjunction)*
| {13-} ~ invalid_for_if_clause
| ~ invalid_for_target
listcomp:
| '[' named_expression for_if_clauses ']'
| ~ invalid_comprehension
setcomp:
| {-9} '{' expression for_if_clauses '}'
| {10-} '{' named_expression for_if_clauses '}'
| ~ invalid_comprehension
genexp:
| {-9} '(' named_expression for_if_clauses ')'
| {10-} '(' (assignment_expression | expression !':=') for_if_clauses ')'
| ~ invalid_comprehension
dictcomp:
| '{' kvpair for_if_clauses '}'
| ~ invalid_dict_comprehension
arguments:
| args [','] &')'
| ~ invalid_arguments
args:
| {-9} (starred_expression | named_expression !'=')%',' [',' kwargs]
| {10-} (starred_expression | (assignment_expression | expression !':=') !'=')%',' [',' kwargs]
| kwargs
kwargs:
| kwarg_or_starred%',' ',' kwarg_or_double_starred%','
| kwarg_or_starred%','
| kwarg_or_double_starred%','
starred_expression:
| {12-} ~ invalid_starred_expression
| '*' expression
| {13-} ~ invalid_starred_bare
kwarg_or_starred:
| {10-} ~ invalid_kwarg
| NAME '=' expression
| starred_expression
| {-9} ~ invalid_kwarg
kwarg_or_double_starred:
| {10-} ~ invalid_kwarg
| NAME '=' expression
| '**' expression
| {-9} ~ invalid_kwarg
star_targets:
| star_target !','
| star_target (',' star_target)* [',']
star_targets_list_seq:
| star_target%',' [',']
star_targets_tuple_seq:
| star_target (',' star_target)+ [',']
| star_target ','
star_target:
| '*' (!'*' star_target)
| target_with_star_atom
target_with_star_atom:
| t_primary_then_target
| star_atom
t_primary_then_target:
| atom &t_lookahead t_tail* ('.' NAME | '[' slices ']') !t_lookahead
t_tail:
| ('.' NAME | '[' slices ']' | genexp | '(' [arguments] ')') &t_lookahead
star_atom:
| NAME
| '(' target_with_star_atom ')'
| '(' [star_targets_tuple_seq] ')'
| '[' [star_targets_list_seq] ']'
single_target:
| single_subscript_attribute_target
| NAME
| '(' single_target ')'
single_subscript_attribute_target:
| t_primary_then_target
t_lookahead:
| '('
| '['
| '.'
del_targets:
| del_target%',' [',']
del_target:
| t_primary_then_target
| del_t_atom
del_t_atom:
| NAME
| '(' del_target ')'
| '(' [del_targets] ')'
| '[' [del_targets] ']'
expression_without_invalid:
| disjunction 'if' disjunction 'else' expression
| disjunction
| lambdef
invalid_arguments:
| {-9} args ',' '*' => err iterable argument unpacking follows keyword argument unpacking
| {10} a=args ',' '*' => at a iterable argument unpacking follows keyword argument unpacking
| {13-} (((starred_expression | (assignment_expression | expression !':=') !'=')%',' ',' kwargs) | kwargs) a=',' (starred_expression !'=')%',' => from a iterable argument unpacking follows keyword argument unpacking
| {11-12} (((starred_expression | (assignment_expression | expression !':=') !'=')%',' ',' kwargs) | kwargs) ',' a='*' => at a iterable argument unpacking follows keyword argument unpacking
| {-9} a=expression for_if_clauses ',' [args | expression for_if_clauses] => at a Generator expression must be parenthesized
| {10-} a=expression b=for_if_clauses ',' [args | expression for_if_clauses] => range a b Generator expression must be parenthesized
| {10-} a=NAME b='=' expression for_if_clauses => range a b invalid syntax. Maybe you meant '==' or ':=' instead of '='?
| {12-} [args ','] a=NAME b='=' &(','|')') => range a b expected argument value expression
| a=args b=for_if_clauses => genexp a b Generator expression must be parenthesized
| {-9} args ',' a=expression for_if_clauses => at a Generator expression must be parenthesized
| {10-} args ',' a=expression b=for_if_clauses => range a b Generator expression must be parenthesized
| a=args ',' args => argorder a
invalid_kwarg:
| {10-} a=('True'|'False'|'None') b='=' => range a b cannot assign to %t
| {10-} a=NAME b='=' expression for_if_clauses => range a b invalid syntax. Maybe you meant '==' or ':=' instead of '='?
| {-9} !(NAME '=') a=expression b='=' => at a expression cannot contain assignment, perhaps you meant "=="?
| {10-} !(NAME '=') a=expression b='=' => range a b expression cannot contain assignment, perhaps you meant "=="?
| {12-} a='**' expression '=' b=expression => range a b cannot assign to keyword argument unpacking
invalid_legacy_expression:
| a=NAME !'(' b=star_expressions => legacy a b Missing parentheses in call to '%t'. Did you mean %t(...)?
invalid_expression:
| {10} !(NAME STRING | SOFT_KEYWORD) a=disjunction b=expression_without_invalid => comma a b invalid syntax. Perhaps you forgot a comma?
| {11-} !(NAME STRING | SOFT_KEYWORD) a=disjunction b=expression_without_invalid => comma a b invalid syntax. Perhaps you forgot a comma?
| a=disjunction 'if' b=disjunction !('else'|':') => range a b expected 'else' after 'if' expression
| {12-} a='lambda' [lambda_params] b=':' &(FSTRING_MIDDLE | '}') => range a b f-string: lambda expressions are not allowed without parentheses
invalid_named_expression:
| a=expression ':=' expression => at a cannot use assignment expressions with %n
| {10-} a=NAME '=' b=bitwise_or !('='|':=') => range a b invalid syntax. Maybe you meant '==' or ':=' instead of '='?
| {10-} !(list|tuple|genexp|'True'|'None'|'False') a=bitwise_or b='=' bitwise_or !('='|':=') => at a cannot assign to %n here. Maybe you meant '==' instead of '='?
invalid_assignment:
| a=invalid_ann_assign_target ':' expression => at a only single target (not %n) can be annotated
| a=star_named_expression ',' star_named_expressions* ':' expression => at a only single target (not tuple) can be annotated
| a=expression ':' expression => at a illegal target for annotation
| (star_targets '=')* a=star_expressions '=' => target star a
| (star_targets '=')* a=yield_expr '=' => at a assignment to yield expression not possible
| a=star_expressions augassign (yield_expr | star_expressions) => at a '%n' is an illegal expression for augmented assignment
invalid_ann_assign_target:
| list
| tuple
| '(' invalid_ann_assign_target ')'
invalid_del_stmt:
| 'del' a=star_expressions => target del a
invalid_block:
| NEWLINE !INDENT => indent - expected an indented block
invalid_comprehension:
| ('['|'('|'{') a=starred_expression for_if_clauses => at a iterable unpacking cannot be used in comprehension
| {10-} ('['|'{') a=star_named_expression ',' b=star_named_expressions for_if_clauses => range a b did you forget parentheses around the comprehension target?
| {10-} ('['|'{') a=star_named_expression b=',' for_if_clauses => range a b did you forget parentheses around the comprehension target?
invalid_dict_comprehension:
| '{' a='**' bitwise_or for_if_clauses '}' => at a dict unpacking cannot be used in dict comprehension
invalid_parameters:
| {10} param_no_default* invalid_parameters_helper a=param_no_default => at a non-default argument follows default argument
| {-9} param_no_default* invalid_parameters_helper a=param_no_default => err non-default argument follows default argument
| {11} param_no_default* invalid_parameters_helper a=param_no_default => at a non-default argument follows default argument
| {11} param_no_default* a='(' param_no_default+ ','? b=')' => range a b Function parameters cannot be parenthesized
| {11} a='/' ',' => at a at least one argument must precede /
| {11} (slash_no_default | slash_with_default) param_maybe_default* a='/' => at a / may appear only once
| {11} (slash_no_default | slash_with_default)? param_maybe_default* '*' (',' | param_no_default) param_maybe_default* a='/' => at a / must be ahead of *
| {11} param_maybe_default+ '/' a='*' => at a expected comma between / and *
| {12} a='/' ',' => at a at least one argument must precede /
| {13-} a='/' ',' => at a at least one argument must precede /
| {12-} (slash_no_default | slash_with_default) param_maybe_default* a='/' => at a / may appear only once
| {12-} slash_no_default? param_no_default* invalid_parameters_helper a=param_no_default => at a parameter without a default follows parameter with a default
| {12-} param_no_default* a='(' param_no_default+ ','? b=')' => range a b Function parameters cannot be parenthesized
| {12-} (slash_no_default | slash_with_default)? param_maybe_default* '*' (',' | param_no_default) param_maybe_default* a='/' => at a / must be ahead of *
| {12-} param_maybe_default+ '/' a='*' => at a expected comma between / and *
invalid_parameters_helper:
| slash_with_default
| param_with_default+
invalid_default:
| a='=' &(')'|',') => at a expected default value expression
invalid_star_etc:
| {-9} '*' (')' | ',' (')' | '**')) => err named arguments must follow bare *
| {10-} a='*' (')' | ',' (')' | '**')) => at a named arguments must follow bare *
| {11-} '*' param a='=' => at a var-positional argument cannot have default value
| {11-} '*' (param_no_default | ',') param_maybe_default* a='*' (param_no_default | ',') => at a * argument may appear only once
invalid_kwds:
| '**' param a='=' => at a var-keyword argument cannot have default value
| '**' param ',' a=param => at a arguments cannot follow var-keyword argument
| '**' param ',' a=('*'|'**'|'/') => at a arguments cannot follow var-keyword argument
invalid_lambda_parameters:
| {10} lambda_param_no_default* invalid_lambda_parameters_helper a=lambda_param_no_default => at a non-default argument follows default argument
| {-9} lambda_param_no_default* invalid_lambda_parameters_helper a=lambda_param_no_default => err non-default argument follows default argument
| {11} lambda_param_no_default* invalid_lambda_parameters_helper a=lambda_param_no_default => at a non-default argument follows default argument
| {11} lambda_param_no_default* a='(' NAME%',' ','? b=')' => range a b Lambda expression parameters cannot be parenthesized
| {11} a='/' ',' => at a at least one argument must precede /
| {11} (lambda_slash_no_default | lambda_slash_with_default) lambda_param_maybe_default* a='/' => at a / may appear only once
| {11} (lambda_slash_no_default | lambda_slash_with_default)? lambda_param_maybe_default* '*' (',' | lambda_param_no_default) lambda_param_maybe_default* a='/' => at a / must be ahead of *
| {11} lambda_param_maybe_default+ '/' a='*' => at a expected comma between / and *
| {12-} a='/' ',' => at a at least one argument must precede /
| {12-} (lambda_slash_no_default | lambda_slash_with_default) lambda_param_maybe_default* a='/' => at a / may appear only once
| {12-} lambda_slash_no_default? lambda_param_no_default* invalid_lambda_parameters_helper a=lambda_param_no_default => at a parameter without a default follows parameter with a default
| {12-} lambda_param_no_default* a='(' NAME%',' ','? b=')' => range a b Lambda expression parameters cannot be parenthesized
| {12-} (lambda_slash_no_default | lambda_slash_with_default)? lambda_param_maybe_default* '*' (',' | lambda_param_no_default) lambda_param_maybe_default* a='/' => at a / must be ahead of *
| {12-} lambda_param_maybe_default+ '/' a='*' => at a expected comma between / and *
invalid_lambda_parameters_helper:
| lambda_slash_with_default
| lambda_param_with_default+
invalid_lambda_star_etc:
| '*' (':' | ',' (':' | '**')) => err named arguments must follow bare *
| {11-} '*' NAME a='=' => at a var-positional argument cannot have default value
| {11-} '*' (lambda_param_no_default | ',') lambda_param_maybe_default* a='*' (lambda_param_no_default | ',') => at a * argument may appear only once
invalid_lambda_kwds:
| '**' NAME a='=' => at a var-keyword argument cannot have default value
| '**' NAME ',' a=NAME => at a arguments cannot follow var-keyword argument
| '**' NAME ',' a=('*'|'**'|'/') => at a arguments cannot follow var-keyword argument
invalid_with_item:
| {-9} expression 'as' a=expression => target star a
| {10-} expression 'as' a=expression &(','|')'|':') => target star a
invalid_for_if_clause:
| 'async'? 'for' (bitwise_or (',' bitwise_or)* [',']) !'in' => err 'in' expected after for-loop variables
invalid_for_target:
| 'async'? 'for' a=star_expressions => target for a
invalid_group:
| {-9} '(' a=starred_expression ')' => at a can't use starred expression here
| {10-} '(' a=starred_expression ')' => at a cannot use starred expression here
| {10-} '(' a='**' expression ')' => at a cannot use double starred expression here
invalid_import:
| a='import' dotted_name%',' 'from' dotted_name => from a Did you mean to use 'from ... import ...' instead?
| {13-} 'import' a=NEWLINE => from a Expected one or more names after 'import'
invalid_import_from_targets:
| import_from_as_names ',' NEWLINE => err trailing comma not allowed without surrounding parentheses
| {13-} a=NEWLINE => from a Expected one or more names after 'import'
invalid_with_stmt:
| ['async'] 'with' (expression ['as' star_target])%',' NEWLINE => err expected ':'
| ['async'] 'with' '(' (expressions ['as' star_target])%',' ','? ')' NEWLINE => err expected ':'
invalid_with_stmt_indent:
| ['async'] a='with' (expression ['as' star_target])%',' ':' NEWLINE !INDENT => indent a expected an indented block after 'with' statement on line %d
| ['async'] a='with' '(' (expressions ['as' star_target])%',' ','? ')' ':' NEWLINE !INDENT => indent a expected an indented block after 'with' statement on line %d
invalid_try_stmt:
| a='try' ':' NEWLINE !INDENT => indent a expected an indented block after 'try' statement on line %d
| 'try' ':' block !('except'|'finally') => err expected 'except' or 'finally' block
| {11-} 'try' ':' block* except_block+ a='except' b='*' expression ['as' NAME] ':' => range a b cannot have both 'except' and 'except*' on the same 'try'
| {11-} 'try' ':' block* except_star_block+ a='except' [expression ['as' NAME]] ':' => at a cannot have both 'except' and 'except*' on the same 'try'
invalid_except_stmt:
| {10} 'except' a=expression ',' expressions ['as' NAME] ':' => from a multiple exception types must be parenthesized
| {11-} 'except' '*'? a=expression ',' expressions ['as' NAME] ':' => from a multiple exception types must be parenthesized
| {10} a='except' expression ['as' NAME] NEWLINE => err expected ':'
| {11-} a='except' '*'? expression ['as' NAME] NEWLINE => err expected ':'
| a='except' NEWLINE => err expected ':'
| {11-} 'except' '*' (NEWLINE | ':') => err expected one or more exception types
invalid_finally_stmt:
| a='finally' ':' NEWLINE !INDENT => indent a expected an indented block after 'finally' statement on line %d
invalid_except_stmt_indent:
| a='except' expression ['as' NAME] ':' NEWLINE !INDENT => indent a expected an indented block after 'except' statement on line %d
| {-12} a='except' ':' NEWLINE !INDENT => syntaxindent a expected an indented block after 'except' statement on line %d
| {13-} a='except' ':' NEWLINE !INDENT => indent a expected an indented block after 'except' statement on line %d
invalid_except_star_stmt_indent:
| a='except' '*' expression ['as' NAME] ':' NEWLINE !INDENT => indent a expected an indented block after 'except*' statement on line %d
invalid_match_stmt:
| "match" subject_expr NEWLINE => err expected ':'
| a="match" subject_expr ':' NEWLINE !INDENT => indent a expected an indented block after 'match' statement on line %d
invalid_case_block:
| "case" patterns guard? NEWLINE => err expected ':'
| a="case" patterns guard? ':' NEWLINE !INDENT => indent a expected an indented block after 'case' statement on line %d
invalid_as_pattern:
| or_pattern 'as' a="_" => at a cannot use '_' as a target
| or_pattern 'as' !NAME a=expression => at a invalid pattern target
invalid_class_pattern:
| name_or_attr '(' [pattern_here%',' ','] keyword_pattern%',' ',' a=pattern_list => range a a positional patterns follow keyword patterns
pattern_list:
| pattern_here%','
invalid_if_stmt:
| 'if' named_expression NEWLINE => err expected ':'
| a='if' named_expression ':' NEWLINE !INDENT => indent a expected an indented block after 'if' statement on line %d
invalid_elif_stmt:
| 'elif' named_expression NEWLINE => err expected ':'
| a='elif' named_expression ':' NEWLINE !INDENT => indent a expected an indented block after 'elif' statement on line %d
invalid_else_stmt:
| a='else' ':' NEWLINE !INDENT => indent a expected an indented block after 'else' statement on line %d
invalid_while_stmt:
| 'while' named_expression NEWLINE => err expected ':'
| a='while' named_expression ':' NEWLINE !INDENT => indent a expected an indented block after 'while' statement on line %d
invalid_for_stmt:
| ['async'] 'for' star_targets 'in' star_expressions NEWLINE => err expected ':'
| ['async'] a='for' star_targets 'in' star_expressions ':' NEWLINE !INDENT => indent a expected an indented block after 'for' statement on line %d
invalid_def_raw:
| {-11} ['async'] a='def' NAME '(' [params] ')' ['->' expression] ':' NEWLINE !INDENT => indent a expected an indented block after function definition on line %d
| {12-} ['async'] a='def' NAME [type_params] '(' [params] ')' ['->' expression] ':' NEWLINE !INDENT => indent a expected an indented block after function definition on line %d
| {13-} ['async'] 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' block
invalid_class_def_raw:
| {10-11} 'class' NAME ['(' [arguments] ')'] NEWLINE => err expected ':'
| {12-} 'class' NAME [type_params] ['(' [arguments] ')'] NEWLINE => err expected ':'
| {-11} a='class' NAME ['(' [arguments] ')'] ':' NEWLINE !INDENT => indent a expected an indented block after class definition on line %d
| {12-} a='class' NAME [type_params] ['(' [arguments] ')'] ':' NEWLINE !INDENT => indent a expected an indented block after class definition on line %d
invalid_double_starred_kvpairs:
| double_starred_kvpair%',' ',' invalid_kvpair
| expression ':' a='*' bitwise_or => from a cannot use a starred expression in a dictionary value
| {10} expression a=':' &('}'|',') => at a expression expected after dictionary key and ':'
| {11-} expression a=':' &('}'|',') => at a expression expected after dictionary key and ':'
invalid_kvpair:
| a=expression !(':') => afterkey a ':' expected after dictionary key
| expression ':' a='*' bitwise_or => from a cannot use a starred expression in a dictionary value
| {10} expression a=':' &('}'|',') => at a expression expected after dictionary key and ':'
| {11-} expression a=':' &('}'|',') => at a expression expected after dictionary key and ':'
invalid_starred_expression:
| a='*' expression '=' b=expression => range a b cannot assign to iterable argument unpacking
invalid_starred_bare:
| '*' => err Invalid star expression
invalid_type_params:
| '[' a=']' => from a Type parameter list cannot be empty
invalid_type_param:
| '*' NAME a=':' b=expression => constraint TypeVarTuple
| '**' NAME a=':' b=expression => constraint ParamSpec
invalid_replacement_field:
| '{' a='=' => at a f-string: valid expression required before '='
| '{' a='!' => at a f-string: valid expression required before '!'
| '{' a=':' => at a f-string: valid expression required before ':'
| '{' a='}' => at a f-string: valid expression required before '}'
| '{' !annotated_rhs => next f-string: expecting a valid expression after '{'
| '{' annotated_rhs !('='|'!'|':'|'}') => next f-string: expecting '=', or '!', or ':', or '}'
| '{' annotated_rhs '=' !('!'|':'|'}') => next f-string: expecting '!', or ':', or '}'
| '{' annotated_rhs '='? invalid_conversion_character
| '{' annotated_rhs '='? ['!' NAME] !(':'|'}') => next f-string: expecting ':' or '}'
| '{' annotated_rhs '='? ['!' NAME] ':' fstring_format_spec* !'}' => next f-string: expecting '}', or format specs
| '{' annotated_rhs '='? ['!' NAME] !'}' => next f-string: expecting '}'
invalid_conversion_character:
| '!' &(':'|'}') => next f-string: missing conversion character
| '!' !NAME => next f-string: invalid conversion character
)PEG";

}  // namespace xvm::compiler
