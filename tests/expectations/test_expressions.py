"""Contract expressions: one expression over known columns with allowed functions, and nothing hidden behind it."""

import pytest

from expectations.expressions import ExpressionError, compile_expression, expand

COLUMNS = {"a", "b", "list", "_delivery_id"}
TWICE = {"twice": {"params": ["x"], "sql": "{x} * 2"}, "both": {"params": ["x", "y"], "sql": "twice({x}) + {y}"}}


@pytest.mark.parametrize("sql", [
    "a is null or a >= b", "a in ('1', '2')", "a between 1 and 2", "case when a then b end", "cast(a as int) > 0",
    "try_cast(a as decimal(10,2))", "date_add(a, 3)", "a + interval 1 day > b", "count(*)", "regexp_like(a, '^[0-9]+$')",
    "row_number() over (partition by _delivery_id, a order by b desc)", "transform(list, x -> x + b)", "a = '-- no comment; none'",
    "a = 'it''s' and b = \"x\"", "not a <=> b", "a = 'today'", "if(a, 1, 2)", "sum(a) over (partition by _delivery_id)",
])
def test_what_contracts_write_passes_unchanged(sql):
    assert compile_expression(sql, COLUMNS) == sql


@pytest.mark.parametrize("sql, sentence", [
    ("nobody = 1", "没有列 'nobody'；可用：_delivery_id、a、b、list"),
    ("t.a = 1", "列名不带表名：t.a"),
    ("(select max(a) from t)", "不允许使用 Subquery"), ("a in (select b from t)", "不允许使用 Subquery"),
    ("exists(select 1)", None), ("a; drop table t", "只能写一个表达式"), ("a;", "只能写一个表达式"), ("", "只能写一个表达式"),
    ("a -- and then", "表达式里不能写注释"), ("a /* and */", "表达式里不能写注释"), ("/*+ hint */ a", "表达式里不能写注释"),
    ("a) or (b", None), ("a, b", None), ("a as x", "不允许使用 Alias"), ("*", "不允许使用 Star"), ("struct(a, b)", None),
    ("${a}", "不允许使用 Parameter"), (":a", "不允许使用 Placeholder"), ("@a", None), ("a = ?", "不允许使用 Placeholder"),
    ("rand() > 0.5", "不允许的函数 rand"), ("uuid() = a", "不允许的函数 uuid"), ("reflect('x', 'y')", "不允许的函数 reflect"),
    ("java_method('x', 'y')", "不允许的函数 java_method"), ("input_file_name()", "不允许的函数 input_file_name"),
    ("raise_error('x')", "不允许的函数 raise_error"), ("explode(list)", "不允许的函数 explode"),
    ("sum(a) over (partition by b)", "窗口必须按 _delivery_id 分区，否则一行的值取决于同批处理了哪些投递"),
    ("current_user()", None), ("monotonically_increasing_id()", "不允许的函数 monotonically_increasing_id"),
])
def test_what_they_may_not_write_is_said(sql, sentence):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(sql, COLUMNS)
    assert sentence is None or str(caught.value) == sentence


@pytest.mark.parametrize("sql", ["a < current_date()", "a < now()", "a < current_timestamp", "a < timestamp 'now'",
                                 "a < cast(' Today ' as date)", "a < date 'yesterday'", "a < localtimestamp"])
def test_no_expression_reads_the_clock(sql):
    with pytest.raises(ExpressionError):
        compile_expression(sql, COLUMNS)


def test_shared_functions_are_expanded_nested_and_in_brackets():
    assert compile_expression("twice(a)", COLUMNS, TWICE) == "((a) * 2)"
    assert compile_expression("both(a, b) > 1", COLUMNS, TWICE) == "((((a)) * 2) + (b)) > 1"
    assert compile_expression("twice(twice(a))", COLUMNS, TWICE) == "((((a) * 2)) * 2)"


def test_a_name_inside_a_text_is_no_call():
    sql = "a = 'twice(x' or b = \"both(\""
    assert compile_expression(sql, COLUMNS, TWICE) == sql


@pytest.mark.parametrize("sql, sentence", [
    ("twice(a, b)", "twice 需要 1 个参数，写了 2 个"), ("twice()", "twice 需要 1 个参数，写了 0 个"),
    ("twice(a", "括号没有闭合"),
])
def test_a_wrong_call_is_said(sql, sentence):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(sql, COLUMNS, TWICE)
    assert str(caught.value) == sentence


def test_functions_that_call_each_other_end():
    with pytest.raises(ExpressionError, match="函数互相嵌套过深"):
        expand("f(1)", {"f": {"params": ["x"], "sql": "f({x})"}})
