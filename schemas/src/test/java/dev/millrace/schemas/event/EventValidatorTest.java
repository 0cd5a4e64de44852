package dev.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventValidatorTest {

  private static final String LIST_OF_TEXTS = "{\"items\":{\"type\":\"string\"}}";

  /** Of each keyword: a schema, events that fit, and events that do not. */
  static Stream<Arguments> keywords() {
    return Stream.of(
        of("type", "{'type':'string'}", fit("''", "'a'"), not("1", "null", "[]", "{}", "true")),
        of("types", "{'type':['string','null']}", fit("'a'", "null"), not("1", "false")),
        of("integer", "{'type':'integer'}", fit("1", "1.0", "-1e2", "10e-1"), not("1.5", "'1'")),
        of("number", "{'type':'number'}", fit("1", "1.5", "1e400"), not("'1'", "true")),
        of("boolean", "{'type':'boolean'}", fit("true", "false"), not("0", "'true'", "null")),
        of("array", "{'type':'array'}", fit("[]"), not("{}")),
        of("object", "{'type':'object'}", fit("{}"), not("[]", "null")),
        of("null", "{'type':'null'}", fit("null"), not("0", "''")),
        of(
            "enum",
            "{'enum':['a',1,null,[1.0],{'b':2}]}",
            fit("'a'", "1.0", "1e0", "null", "[1]", "{'b':2.00}"),
            not("'A'", "2", "[]", "{}")),
        of("const", "{'const':{'a':[1,2]}}", fit("{'a':[1.0,2]}"), not("{'a':[2,1]}", "{}")),
        of("const number", "{'const':0.1}", fit("0.10", "1e-1"), not("0.1000000000000000055")),
        of("minimum", "{'minimum':3}", fit("3", "3.0", "'a'"), not("2", "2.99", "-1e500")),
        of(
            "maximum",
            "{'maximum':9007199254740993}",
            fit("9007199254740993", "-1e300"),
            not("9007199254740994", "1e300", "1e999")),
        of(
            "maximum of integers",
            "{'type':'integer','maximum':9223372036854775807}",
            fit("9223372036854775807"),
            not("9223372036854775808", "1e30")),
        of("exclusiveMinimum", "{'exclusiveMinimum':0}", fit("1e-999"), not("0", "-0.0", "-1")),
        of("exclusiveMaximum", "{'exclusiveMaximum':1}", fit("0.9"), not("1", "1.0", "2")),
        of("multipleOf", "{'multipleOf':0.01}", fit("1.23", "5", "1e900"), not("1.234", "1e-900")),
        of(
            "multipleOf of large numbers",
            "{'multipleOf':2}",
            fit("9007199254740992"),
            not("9007199254740993", "100000000000000000001")),
        of("minLength", "{'minLength':2}", fit("'ab'", "1"), not("'a'", "'\\uD83D\\uDE80'")),
        of("maxLength", "{'maxLength':1}", fit("'a'", "'\\uD83D\\uDE80'"), not("'ab'")),
        of(
            "pattern",
            "{'pattern':'^c-[0-9]+$'}",
            fit("'c-1'", "1"),
            not("'c-'", "'xc-1'", "'c-1\\n'")),
        of("pattern anywhere", "{'pattern':'b'}", fit("'abc'"), not("'ac'")),
        of("minItems", "{'minItems':1}", fit("[1]", "'a'"), not("[]")),
        of("maxItems", "{'maxItems':1}", fit("[1]"), not("[1,2]")),
        of(
            "uniqueItems",
            "{'uniqueItems':true}",
            fit("[1,2]", "[[1],[2]]", "[1,true,'1']"),
            not("[1,1.0]", "[{'a':1},{'a':1.0}]")),
        of("items", LIST_OF_TEXTS, fit("[]", "['a']", "5"), not("[1]", "['a',null]")),
        of(
            "prefixItems",
            "{'prefixItems':[{'type':'string'}],'items':{'type':'number'}}",
            fit("['a',1]", "[]"),
            not("[1]", "['a','b']")),
        of("contains", "{'contains':{'type':'number'}}", fit("['a',1]"), not("[]", "['a']")),
        of(
            "minContains",
            "{'contains':{'const':1},'minContains':2,'maxContains':3}",
            fit("[1,1,0]"),
            not("[1]", "[1,1,1,1]")),
        of("minContains 0", "{'contains':{'const':1},'minContains':0}", fit("[]", "[2]"), not()),
        of(
            "unevaluatedItems",
            "{'prefixItems':[{}],'unevaluatedItems':false}",
            fit("[1]"),
            not("[1,2]")),
        of(
            "properties",
            "{'properties':{'a':{'type':'string'},'b':false}}",
            fit("{'a':'x','c':1}", "[]"),
            not("{'a':1}", "{'b':1}")),
        of(
            "patternProperties",
            "{'patternProperties':{'^n_':{'type':'number'}}}",
            fit("{'n_a':1,'a':'x'}"),
            not("{'n_a':'x'}")),
        of(
            "additionalProperties",
            "{'properties':{'a':{}},'patternProperties':{'^x':{}},"
                + "'additionalProperties':false}",
            fit("{'a':1,'x1':2}"),
            not("{'SECRET':1}")),
        of(
            "additionalProperties of a kind",
            "{'additionalProperties':{'type':'number'}}",
            fit("{'a':1}"),
            not("{'SECRET':'x'}")),
        of(
            "unevaluatedProperties",
            "{'allOf':[{'properties':{'a':{}}}],'unevaluatedProperties':false}",
            fit("{'a':1}"),
            not("{'a':1,'SECRET':2}")),
        of(
            "unevaluatedProperties of branches",
            "{'anyOf':[{'properties':{'a':{'type':'string'}},'required':['a']},"
                + "{'properties':{'b':{}}}],'unevaluatedProperties':false}",
            fit("{'a':'x','b':1}", "{'b':1}"),
            not("{'a':1,'b':1}")),
        of(
            "propertyNames",
            "{'propertyNames':{'maxLength':3}}",
            fit("{'abc':1}", "[]"),
            not("{'SECRET':1}")),
        of("required", "{'required':['a','b']}", fit("{'a':1,'b':null}", "5"), not("{'a':1}")),
        of(
            "dependentRequired",
            "{'dependentRequired':{'a':['b']}}",
            fit("{}", "{'a':1,'b':2}"),
            not("{'a':1}")),
        of(
            "dependentSchemas",
            "{'dependentSchemas':{'a':{'required':['b']}}}",
            fit("{'c':1}", "{'a':1,'b':2}"),
            not("{'a':1}")),
        of("minProperties", "{'minProperties':1}", fit("{'a':1}"), not("{}")),
        of("maxProperties", "{'maxProperties':1}", fit("{'a':1}"), not("{'a':1,'SECRET':2}")),
        of("allOf", "{'allOf':[{'minimum':1},{'maximum':2}]}", fit("1", "2"), not("0", "3")),
        of("anyOf", "{'anyOf':[{'type':'string'},{'minimum':5}]}", fit("'a'", "6"), not("4")),
        of("oneOf", "{'oneOf':[{'multipleOf':2},{'multipleOf':3}]}", fit("2", "3"), not("6", "5")),
        of("not", "{'not':{'type':'string'}}", fit("1"), not("'SECRET'")),
        of(
            "if",
            "{'if':{'properties':{'k':{'const':1}},'required':['k']},"
                + "'then':{'required':['a']},'else':{'required':['b']}}",
            fit("{'k':1,'a':1}", "{'b':1}"),
            not("{'k':1}", "{'k':2}")),
        of(
            "$ref",
            "{'properties':{'a':{'$ref':'#/$defs/t~1x'}},'$defs':{'t/x':{'type':'string'}}}",
            fit("{'a':'x'}"),
            not("{'a':1}")),
        of(
            "$ref with siblings",
            "{'$ref':'#/$defs/a','maximum':5,'$defs':{'a':{'minimum':1}}}",
            fit("3"),
            not("0", "6")),
        of(
            "$anchor",
            "{'$ref':'#t','$defs':{'a':{'$anchor':'t','type':'string'}}}",
            fit("'a'"),
            not("1")),
        of(
            "$id",
            "{'$id':'https://example.com/a','items':{'$ref':'b'},"
                + "'$defs':{'x':{'$id':'https://example.com/b','type':'string'}}}",
            fit("['a']"),
            not("[1]")),
        of(
            "$dynamicRef",
            "{'$dynamicAnchor':'node','properties':{'next':{'$dynamicRef':'#node'},"
                + "'v':{'type':'number'}}}",
            fit("{'next':{'v':1}}"),
            not("{'next':{'next':{'v':'x'}}}")),
        of(
            "recursion",
            "{'type':'object','additionalProperties':{'$ref':'#'}}",
            fit("{'a':{'b':{}}}"),
            not("{'a':{'b':1}}")),
        of(
            "definitions",
            "{'$ref':'#/definitions/a','definitions':{'a':{'type':'string'}}}",
            fit("'a'"),
            not("1")),
        of("format describes", "{'format':'email'}", fit("'nobody'", "5"), not()),
        of(
            "content describes",
            "{'contentEncoding':'base64','contentMediaType':'application/json',"
                + "'contentSchema':{'type':'string'}}",
            fit("'?'"),
            not()),
        of(
            "unknown keywords",
            "{'x-pii':'hash','nonsense':{'type':'string'},'title':'t'}",
            fit("1"),
            not()),
        of("false", "{'items':false}", fit("[]"), not("[1]")));
  }

  @ParameterizedTest
  @MethodSource("keywords")
  void judgesAsTheKeywordSays(String schema, List<String> fitting, List<String> others) {
    EventValidator validator = EventValidator.of(Json.schema(schema));

    assertThat(fitting)
        .allSatisfy(event -> assertThat(validator.objection(Json.event(event))).isEmpty());
    assertThat(others)
        .allSatisfy(event -> assertThat(validator.objection(Json.event(event))).isPresent());
  }

  @ParameterizedTest
  @MethodSource("keywords")
  void showsNothingOfTheEvent(String schema, List<String> fitting, List<String> others) {
    EventValidator validator = EventValidator.of(Json.schema(schema));

    for (String event : others) {
      String objection = validator.objection(Json.event(event)).orElseThrow();
      assertThat(contents(Json.event(event)))
          .filteredOn(content -> !schema.contains(content) && content.length() > 1)
          .allSatisfy(content -> assertThat(objection).doesNotContain(content));
    }
  }

  @Test
  void namesThePlaceInTheSchema() {
    assertThat(objection("{'properties':{'age':{'type':'integer'}}}", "{'age':'x'}"))
        .isEqualTo("the event does not fit the pipeline's schema at /properties/age/type");
    assertThat(objection("{'required':['city']}", "{}"))
        .isEqualTo("the event does not fit the pipeline's schema at /required (city)");
    assertThat(
            objection(
                "{'properties':{'a/b':{'$ref':'#/$defs/t'}},'$defs':{'t':{'enum':[1]}}}",
                "{'a/b':2}"))
        .endsWith(" at /properties/a~1b/$ref/enum");
    assertThat(
            objection(
                "{'properties':{'anyOf':{'anyOf':[{'type':'null'},{'minimum':9}]}}}",
                "{'anyOf':1}"))
        .endsWith(" at /properties/anyOf/anyOf");
    assertThat(objection("{'additionalProperties':false}", "{'SECRET':1}"))
        .endsWith(" at /additionalProperties");
    assertThat(objection("{'properties':{'a':false}}", "{'a':1}")).endsWith(" at /properties/a");
  }

  @Test
  void namesTheFirstThreePlacesAndCountsAll() {
    String schema =
        "{'additionalProperties':{'type':'string'},'properties':{"
            + "'a':{'type':'string'},'b':{'maximum':1},'c':{'minLength':5}},'required':['z']}";

    assertThat(objection(schema, "{'a':1,'b':2,'c':'x','d':4,'e':5}"))
        .isEqualTo(
            "the event does not fit the pipeline's schema at /additionalProperties/type,"
                + " /properties/a/type, /properties/b/maximum (6 violations in all)");
  }

  @Test
  void countsNoFurtherThanItRemembers() {
    String many = IntStream.range(0, 50_000).mapToObj(i -> "1").collect(Collectors.joining(","));

    assertThat(objection(LIST_OF_TEXTS, "[" + many + "]"))
        .endsWith(" at /items/type (at least 100 violations in all)");
    assertThat(
            objection("{'items':{'anyOf':[{'type':'string'},{'type':'null'}]}}", "[" + many + "]"))
        .endsWith(" at /items/anyOf (at least 50 violations in all)");
    assertThat(objection("{'anyOf':[" + LIST_OF_TEXTS + ",{'type':'null'}]}", "[" + many + "]"))
        .contains(" at /anyOf (at least ");
    assertThat(objection("{'not':" + LIST_OF_TEXTS + "}", "['a']")).endsWith(" at /not");
    assertThat(
            EventValidator.of(Json.schema("{'not':" + LIST_OF_TEXTS + "}"))
                .objection(Json.event("[" + many + "]")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(a+)+$",
        "^(a|aa)+$",
        "^(a|a?)+$",
        "(a+a+)+y",
        "^(([a-z])+.)+[A-Z]$",
        "^(a+)+\\\\1y$"
      })
  @Timeout(60)
  void comesToAnEndWhateverThePattern(String pattern) {
    EventValidator validator = EventValidator.of(Json.schema("{'pattern':'" + pattern + "'}"));

    assertThat(validator.objection(Json.event("'" + "a".repeat(5_000) + "!'")))
        .hasValueSatisfying(
            objection -> assertThat(objection).contains("its patterns look at characters more"));
    assertThat(validator.objection(Json.event("'A'"))).isPresent();
  }

  @Test
  void countsStepsForEachEventAnew() {
    EventValidator validator = EventValidator.of(Json.schema("{'items':{'pattern':'^[a-z]*$'}}"));
    JsonNode event = Json.event("['" + "a".repeat(BoundedPatterns.MAX_STEPS / 2) + "']");

    for (int i = 0; i < 10; i++) {
      assertThat(validator.objection(event)).isEmpty();
    }
  }

  @Test
  void judgesEventsAsDeepAsTheyAreRead() {
    EventValidator validator =
        EventValidator.of(
            Json.schema(
                "{'$ref':'#/$defs/n','$defs':{'n':{'allOf':[{'type':'array',"
                    + "'items':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'null'}]}}]}}}"));

    assertThat(validator.objection(deep("null"))).isEmpty();
    assertThat(validator.objection(deep("1")))
        .hasValueSatisfying(objection -> assertThat(objection).contains("does not fit"));
  }

  private static JsonNode deep(String core) {
    int levels = EventValidator.MAX_DEPTH;
    return Json.event("[".repeat(levels) + core + "]".repeat(levels));
  }

  @Test
  void judgesForManyAtOnce() throws Exception {
    EventValidator validator =
        EventValidator.of(
            Json.schema("{'properties':{'a':{'pattern':'^[a-z]+$'},'b':{'$ref':'#'}}}"));
    JsonNode good = Json.event("{'a':'x','b':{'b':{'a':'y'}}}");
    JsonNode bad = Json.event("{'a':'x','b':{'b':{'a':'Y'}}}");
    Callable<Long> work =
        () ->
            IntStream.range(0, 2_000)
                .filter(i -> validator.objection(i % 2 == 0 ? good : bad).isPresent())
                .count();

    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Long> done : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(done.get()).isEqualTo(1_000);
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ref':'https://example.com/a.json'}",
        "{'$ref':'file:///etc/passwd'}",
        "{'$ref':'classpath:draft/2020-12/schema'}",
        "{'$ref':'https://json-schema.org/draft/2020-12/schema'}",
        "{'$schema':'http://json-schema.org/draft-07/schema#'}",
        "{'pattern':'('}",
        "5",
        "{",
      })
  void takesNoSchemaThatItCannotUse(String text) {
    assertThatThrownBy(() -> EventValidator.of(Json.schema(text)))
        .isInstanceOf(UnusableSchemaException.class);
  }

  private static String objection(String schema, String event) {
    return EventValidator.of(Json.schema(schema)).objection(Json.event(event)).orElseThrow();
  }

  /** Names and scalars of an event, as they would show in a text. */
  private static List<String> contents(JsonNode event) {
    List<String> contents = new ArrayList<>();
    event.properties().forEach(member -> contents.add(member.getKey()));
    event.forEach(child -> contents.addAll(contents(child)));
    if (event.isTextual() || event.isNumber()) {
      contents.add(event.asText());
    }
    return contents;
  }

  private static Arguments of(
      String name, String schema, List<String> fitting, List<String> others) {
    return argumentSet(name, schema, fitting, others);
  }

  private static List<String> fit(String... events) {
    return List.of(events);
  }

  private static List<String> not(String... events) {
    return List.of(events);
  }
}
