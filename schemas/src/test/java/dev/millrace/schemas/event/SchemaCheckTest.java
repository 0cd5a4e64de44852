package dev.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.record.EventSchema;
import dev.millrace.record.PiiAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCheckTest {

  static Stream<Arguments> defects() {
    return Stream.of(
        argumentSet("type", "{'properties':{'a':{'type':'text'}}}", "at /properties/a/type: "),
        argumentSet("required", "{'required':'a'}", "is no JSON Schema 2020-12: at /required: "),
        argumentSet("length", "{'maxLength':-1}", "at /maxLength: "),
        argumentSet("step", "{'multipleOf':0}", "at /multipleOf: "),
        argumentSet("old tuple", "{'items':[{}]}", "at /items: "),
        argumentSet("old bound", "{'exclusiveMinimum':true}", "at /exclusiveMinimum: "),
        argumentSet("pattern", "{'items':{'pattern':'(a'}}", "expression at /items/pattern: Uncl"),
        argumentSet("name", "{'patternProperties':{'[':{}}}", "at /patternProperties: Unclosed"),
        argumentSet("unused", "{'$defs':{'a':{'pattern':'*'}}}", "at /$defs/a/pattern: Dangling"),
        argumentSet("far count", "{'maxItems':3000000000}", "counts too far at /maxItems: up to"),
        argumentSet("long number", "{'const':1e99999}", "an exponent beyond 1000"),
        argumentSet("http", "{'$ref':'http://127.0.0.1/a'}", "/$ref refers to http://127.0.0.1/a"),
        argumentSet(
            "file", "{'items':{'$ref':'file:///etc/passwd'}}", "/items/$ref refers to file"),
        argumentSet("beside", "{'$ref':'other.json'}", "put it under $defs"),
        argumentSet("class path", "{'$ref':'classpath:draft/2020-12/schema'}", "never fetched"),
        argumentSet(
            "meta", "{'$ref':'https://json-schema.org/draft/2020-12/schema'}", "it does no"),
        argumentSet("nowhere", "{'$ref':'#/$defs/a'}", "/$ref refers to #/$defs/a, which it does"),
        argumentSet("no anchor", "{'$dynamicRef':'#a'}", "/$dynamicRef refers to #a"),
        argumentSet("no URI", "{'$ref':'#/a b'}", "refers to #/a b"),
        argumentSet("itself", "{'$ref':'#'}", "goes round in a circle at its root"),
        argumentSet(
            "circle",
            "{'allOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'not':{'$ref':'#/$defs/a'}}}}",
            "goes round in a circle at /$defs/a"),
        argumentSet(
            "tag", "{'items':{'x-pii':'encrypt'}}", "says x-pii: \"encrypt\" at /items, exp"),
        argumentSet("no text", "{'items':{'x-pii':true}}", "expected one of drop, hash, mask, red"),
        argumentSet("upper case", "{'items':{'x-pii':'HASH'}}", "expected one of drop, hash, mask"),
        argumentSet("whole event", "{'x-pii':'drop'}", "tags the whole event as personal data"),
        argumentSet(
            "two minds",
            "{'allOf':[{'properties':{'a':{'x-pii':'hash'}}},{'properties':{'a':{'x-pii':'mask'}}}]}",
            "has the tags mask and hash for /a: keep one"),
        argumentSet(
            "endless",
            "{'properties':{'email':{'x-pii':'hash'},'children':{'items':{'$ref':'#'}}}}",
            "below its root, which contains itself"),
        argumentSet(
            "endless within",
            "{'properties':{'t':{'$ref':'#/$defs/n'}},'$defs':{'n':{'properties':{"
                + "'left':{'$ref':'#/$defs/n'},'name':{'x-pii':'mask'}}}}}",
            "below /$defs/n, which contains itself"),
        argumentSet("names", "{'propertyNames':{'x-pii':'mask'}}", "names and encoded texts have"),
        argumentSet("star", "{'properties':{'*':{'x-pii':'mask'}}}", "no path names it"),
        argumentSet(
            "open members",
            "{'properties':{'id':{}},'additionalProperties':{'x-pii':'drop'}}",
            "tags every member of the event, the untagged id included"),
        argumentSet(
            "first items",
            "{'properties':{'a':{'prefixItems':[{}],'items':{'x-pii':'mask'}}}}",
            "tags every member of /a, the untagged 0 included"));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void refusesWhatWouldGoWrong(String schema, String defect) {
    assertThat(defects(Json.schema(schema)))
        .anySatisfy(found -> assertThat(found).contains(defect));
  }

  @Test
  void tellsAllDefectsAtOnce() {
    assertThat(
            defects(
                Json.schema("{'pattern':'(','$ref':'a','items':{'pattern':')','maxItems':1e10}}")))
        .hasSize(4);
  }

  @Test
  void neverAsksAnybodyForASchema() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(1);
      String address = "http://127.0.0.1:" + listener.getLocalPort() + "/a.json";

      assertThat(defects(Json.schema("{'$ref':'" + address + "'}"))).hasSize(1);
      assertThat(defects(Json.schema("{'$id':'" + address + "','$ref':'b.json'}"))).hasSize(1);
      assertThat(defects(Json.schema("{'$schema':'" + address + "'}"))).hasSize(1);

      assertThat(catchThrowable(listener::accept)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  static Stream<Arguments> tags() {
    return Stream.of(
        argumentSet("member", "{'properties':{'a':{'x-pii':'hash'}}}", Map.of("/a", "HASH")),
        argumentSet(
            "nested",
            "{'properties':{'a':{'properties':{'b/c~':{'x-pii':'mask'}}}}}",
            Map.of("/a/b~1c~0", "MASK")),
        argumentSet(
            "items",
            "{'properties':{'a':{'items':{'properties':{'b':{'x-pii':'drop'}}}}}}",
            Map.of("/a/*/b", "DROP")),
        argumentSet("items of the event", "{'items':{'x-pii':'mask'}}", Map.of("/*", "MASK")),
        argumentSet(
            "first items",
            "{'properties':{'a':{'prefixItems':[{'x-pii':'mask'},{},{'x-pii':'drop'}]}}}",
            Map.of("/a/0", "MASK", "/a/2", "DROP")),
        argumentSet(
            "open members",
            "{'properties':{'a':{'additionalProperties':{'x-pii':'tokenise'}}}}",
            Map.of("/a/*", "TOKENISE")),
        argumentSet(
            "members by pattern",
            "{'patternProperties':{'^x':{'properties':{'b':{'x-pii':'hash'}}}}}",
            Map.of("/*/b", "HASH")),
        argumentSet(
            "tagged beside",
            "{'properties':{'id':{'x-pii':'hash'}},'additionalProperties':{'x-pii':'drop'}}",
            Map.of("/*", "DROP", "/id", "HASH")),
        argumentSet(
            "reference",
            "{'properties':{'a':{'$ref':'#/$defs/p'},'b':{'items':{'$ref':'#p'}}},"
                + "'$defs':{'p':{'$anchor':'p','x-pii':'redact'}}}",
            Map.of("/a", "REDACT", "/b/*", "REDACT")),
        argumentSet(
            "reference by id",
            "{'$id':'https://example.com/a','properties':{'a':{'$ref':'p'}},"
                + "'$defs':{'p':{'$id':'p','properties':{'m':{'x-pii':'mask'}}}}}",
            Map.of("/a/m", "MASK")),
        argumentSet(
            "branches",
            "{'allOf':[{'properties':{'a':{'x-pii':'hash'}}}],"
                + "'anyOf':[{'properties':{'b':{'x-pii':'mask'}}},{'type':'null'}],"
                + "'oneOf':[{'properties':{'c':{'x-pii':'drop'}}}],"
                + "'if':{},'then':{'properties':{'d':{'x-pii':'redact'}}},"
                + "'dependentSchemas':{'k':{'properties':{'e':{'x-pii':'hash'}}}}}",
            Map.of("/a", "HASH", "/b", "MASK", "/c", "DROP", "/d", "REDACT", "/e", "HASH")),
        argumentSet(
            "the same twice",
            "{'allOf':[{'properties':{'a':{'x-pii':'hash'}}},{'properties':{'a':{'x-pii':'hash'}}}]}",
            Map.of("/a", "HASH")),
        argumentSet(
            "beside recursion",
            "{'properties':{'email':{'x-pii':'hash'},'tree':{'$ref':'#/$defs/n'}},"
                + "'$defs':{'n':{'properties':{'left':{'$ref':'#/$defs/n'}}}}}",
            Map.of("/email", "HASH")),
        argumentSet("unused", "{'$defs':{'a':{'properties':{'b':{'x-pii':'hash'}}}}}", Map.of()),
        argumentSet("none", "{'properties':{'x-pii':{'const':'hash'}}}", Map.of()));
  }

  @ParameterizedTest
  @MethodSource("tags")
  void collectsTagsUnderTheirPaths(String schema, Map<String, String> expected) {
    Map<String, PiiAction> pii = pii(Json.schema(schema), Set.of());

    assertThat(pii).hasSize(expected.size());
    expected.forEach(
        (path, action) -> assertThat(pii).containsEntry(path, PiiAction.valueOf(action)));
  }

  @Test
  void leavesToTheSpecWhatItSettles() {
    EventSchema schema =
        Json.schema(
            "{'allOf':[{'properties':{'a':{'x-pii':'hash'}}},"
                + "{'properties':{'a':{'x-pii':'mask'},'b':{'x-pii':'drop'}}}]}");

    assertThat(pii(schema, Set.of("/a"))).isEqualTo(Map.of("/b", PiiAction.DROP));
  }

  @Test
  void walksRepeatedDefinitionsOnceForEachPath() {
    StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
    for (int i = 0; i < 40; i++) {
      String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
      schema.append("'d" + i + "':{'allOf':[" + next + "," + next + "]},");
    }
    schema.append("'d40':{'properties':{'a':{'x-pii':'hash'}}}}}");

    assertThat(pii(Json.schema(schema.toString()), Set.of()))
        .isEqualTo(Map.of("/a", PiiAction.HASH));
    assertThat(
            defects(
                Json.schema(
                    schema
                        .toString()
                        .replaceAll("'allOf':\\[(.*?),(.*?)\\]", "'properties':{'l':$1,'r':$2}"))))
        .containsExactly("tags personal data at more than 1000 paths");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    String schema = "{'not':".repeat(900) + "{}" + "}".repeat(900);
    StringBuilder chain = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
    for (int i = 0; i < 15_000; i++) {
      chain.append("'d" + i + "':{'$ref':'#/$defs/d" + (i + 1) + "'},");
    }

    assertThat(SchemaCheck.of(Json.schema(schema), Set.of())).isNotNull();
    assertThat(defects(Json.schema(chain + "'d15000':{}}}"))).containsExactly(SchemaCheck.TOO_DEEP);
  }

  private static List<String> defects(EventSchema schema) {
    SchemaCheck check = SchemaCheck.of(schema, Set.of());
    assertThat(check).isInstanceOf(SchemaCheck.Unsound.class);
    return ((SchemaCheck.Unsound) check).defects();
  }

  private static Map<String, PiiAction> pii(EventSchema schema, Set<String> settled) {
    SchemaCheck check = SchemaCheck.of(schema, settled);
    assertThat(check).isInstanceOf(SchemaCheck.Sound.class);
    return ((SchemaCheck.Sound) check).pii();
  }
}
