package dev.millrace.ingestion.domain.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.PiiAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalDataTest {

  /** Shows what it was given, so that tests see it. */
  private static final Pseudonyms VISIBLE =
      new Pseudonyms() {
        @Override
        public String hash(String value) {
          return "hash of " + value;
        }

        @Override
        public String token(String value) {
          return "token of " + value;
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "REDACT   | \"write to bob@example.com now\" | \"write to [EMAIL] now\"",
        "REDACT   | \"nothing\"                      | \"nothing\"",
        "REDACT   | 4012888888881881                 | \"[CARD]\"",
        "REDACT   | 4.012888888881881e15             | \"[CARD]\"",
        "REDACT   | 1e1000000000                     | 1e1000000000",
        "REDACT   | 42                               | 42",
        "REDACT   | true                             | true",
        "MASK     | \"12345678901\"                  | \"****\"",
        "MASK     | \"123456789012\"                 | \"****9012\"",
        "MASK     | 123456789012                     | \"****9012\"",
        "MASK     | \"\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\" | \"****\"",
        "MASK     | true                             | \"****\"",
        "HASH     | \"bob\"                          | \"hash of bob\"",
        "HASH     | 1e2                              | \"hash of 1e2\"",
        "HASH     | false                            | \"hash of false\"",
        "TOKENISE | \"bob\"                          | \"token of bob\"",
        "TOKENISE | 7                                | \"token of 7\"",
        "REDACT   | null                             | null",
        "MASK     | null                             | null",
        "HASH     | null                             | null",
        "TOKENISE | null                             | null",
      })
  void doesToAValueWhatItsRuleSays(PiiAction action, String value, String governed) {
    assertThat(governed("{\"a\":" + value + ",\"b\":1}", Map.of("/a", action)))
        .isEqualTo("{\"a\":" + governed + ",\"b\":1}");
  }

  @Test
  void makesNoPseudonymThatNobodyReads() {
    List<String> made = new ArrayList<>();
    Pseudonyms noting =
        new Pseudonyms() {
          @Override
          public String hash(String value) {
            made.add(value);
            return VISIBLE.hash(value);
          }

          @Override
          public String token(String value) {
            made.add(value);
            return VISIBLE.token(value);
          }
        };
    JsonValue governed =
        PersonalData.of(Map.of("/a", PiiAction.HASH, "/b", PiiAction.TOKENISE))
            .governed(read("{\"a\":\"ann\",\"b\":\"bob\"}"), noting);
    JsonValue token = governed.member("b").orElseThrow();

    assertThat(made).isEmpty();
    assertThat(token.text()).isEqualTo("token of bob");
    assertThat(text(token)).isEqualTo("\"token of bob\"");
    assertThat(made).containsExactly("bob");
    assertThat(governed.text()).isEqualTo("{\"a\":\"hash of ann\",\"b\":\"token of bob\"}");
    assertThat(made).containsExactly("bob", "ann");
  }

  @Test
  void takesOutWhatIsDropped() {
    Map<String, PiiAction> rules =
        Map.of("/a", PiiAction.DROP, "/list/1", PiiAction.DROP, "/all/*", PiiAction.DROP);

    assertThat(
            governed(
                "{\"a\": {\"x\": 1}, \"list\": [1, 2, 3], \"all\": {\"x\": 1}, \"b\": null}",
                rules))
        .isEqualTo("{\"list\":[1,3],\"all\":{},\"b\":null}");
    assertThat(governed("[1,2]", Map.of("", PiiAction.DROP))).isEqualTo("null");
  }

  @Test
  void reachesEveryScalarInsideOfWhatIsCovered() {
    assertThat(
            governed(
                "{\"a\":{\"b\":[\"x\",{\"c\":\"y\"}],\"n\":null},\"d\":\"z\"}",
                Map.of("/a", PiiAction.HASH)))
        .isEqualTo("{\"a\":{\"b\":[\"hash of x\",{\"c\":\"hash of y\"}],\"n\":null},\"d\":\"z\"}");
  }

  @Test
  void letsTheDeepestRuleWin() {
    Map<String, PiiAction> rules =
        Map.of(
            "/a", PiiAction.HASH,
            "/a/b", PiiAction.TOKENISE,
            "/a/*/c", PiiAction.MASK,
            "/a/b/d", PiiAction.DROP);

    assertThat(governed("{\"a\":{\"b\":{\"c\":1,\"d\":2,\"e\":3},\"f\":{\"c\":4,\"g\":5}}}", rules))
        .isEqualTo(
            "{\"a\":{\"b\":{\"c\":\"****\",\"e\":\"token of 3\"},\"f\":{\"c\":\"****\",\"g\":\"hash of"
                + " 5\"}}}");
  }

  @Test
  void letsNamesWinOverTheStarFromTheOutsideIn() {
    Map<String, PiiAction> rules = Map.of("/a/*", PiiAction.HASH, "/*/b", PiiAction.MASK);

    assertThat(governed("{\"a\":{\"b\":1,\"c\":2},\"d\":{\"b\":3,\"c\":4}}", rules))
        .isEqualTo(
            "{\"a\":{\"b\":\"hash of 1\",\"c\":\"hash of 2\"},\"d\":{\"b\":\"****\",\"c\":4}}");
  }

  @Test
  void takesTheStarForItemsAndMembersAlike() {
    Map<String, PiiAction> rules = Map.of("/people/*/email", PiiAction.MASK);

    assertThat(governed("{\"people\":[{\"email\":\"a\"},{\"name\":\"b\"},3]}", rules))
        .isEqualTo("{\"people\":[{\"email\":\"****\"},{\"name\":\"b\"},3]}");
    assertThat(governed("{\"people\":{\"x\":{\"email\":\"a\"}}}", rules))
        .isEqualTo("{\"people\":{\"x\":{\"email\":\"****\"}}}");
  }

  @Test
  void keepsTheBytesOfWhatItDoesNotTouch() {
    assertThat(
            governed(
                "{ \"a\" : [1.0 , 1e2,\"\\u00e9\"],\n\"secret\":\"s\" }",
                Map.of("/secret", PiiAction.DROP)))
        .isEqualTo("{\"a\":[1.0 , 1e2,\"\\u00e9\"]}");
  }

  @Test
  void givesTheSameInstanceWhereNothingMatches() {
    JsonValue event = read("{\"a\":{\"b\":[1,{\"c\":2}]},\"n\":null,\"t\":\"text\"}");
    Map<String, PiiAction> rules =
        Map.of(
            "/x", PiiAction.HASH,
            "/a/b/*/d", PiiAction.DROP,
            "/n", PiiAction.MASK,
            "/t", PiiAction.REDACT);

    assertThat(PersonalData.of(rules).governed(event, VISIBLE)).isSameAs(event);
    assertThat(PersonalData.of(Map.of()).governed(event, VISIBLE)).isSameAs(event);
  }

  @Test
  void leavesARowThatIsNotThereAsItIs() {
    JsonValue event = JsonValue.Fields.of(Map.of("customer", new JsonValue.Missing()));

    assertThat(PersonalData.of(Map.of("/customer/email", PiiAction.HASH)).governed(event, VISIBLE))
        .isSameAs(event);
  }

  @Test
  void opensWhatWasLeftClosed() {
    byte[] text = "{\"a\":{\"b\":\"secret\"}}".getBytes(UTF_8);
    JsonValue event =
        ((StrictJson.Result.Valid) StrictJson.read(new Slice(text, 0, text.length), 1)).value();

    assertThat(text(PersonalData.of(Map.of("/a/b", PiiAction.MASK)).governed(event, VISIBLE)))
        .isEqualTo("{\"a\":{\"b\":\"****\"}}");
  }

  @Test
  void escapesNamesAsPointersDo() {
    assertThat(
            governed(
                "{\"a/b\":1,\"m~n\":2}", Map.of("/a~1b", PiiAction.DROP, "/m~0n", PiiAction.DROP)))
        .isEqualTo("{}");
  }

  private static String governed(String event, Map<String, PiiAction> rules) {
    return text(PersonalData.of(rules).governed(read(event), VISIBLE));
  }

  private static JsonValue read(String event) {
    return ((StrictJson.Result.Valid) StrictJson.read(event.getBytes(UTF_8))).value();
  }

  private static String text(JsonValue value) {
    return new String(value.slice().bytes(), UTF_8);
  }
}
