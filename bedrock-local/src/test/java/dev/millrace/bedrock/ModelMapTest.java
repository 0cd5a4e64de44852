package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bedrock.model.ScriptedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMapTest {

  private static final ModelMap MAP =
      new ModelMap(
          Map.of(
              "amazon.nova", scripted("nova"),
              "amazon.nova-pro", scripted("pro"),
              "arn:aws:bedrock:us-east-1:123456789012:custom-model/", scripted("custom")),
          scripted("default"));

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-micro-v1:0, nova",
    "amazon.nova-pro-v1:0, pro",
    "us.amazon.nova-pro-v1:0, pro",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0, default",
    "amazon.titan-embed-text-v2:0, default",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0, pro",
    "arn:aws:bedrock:us-east-1:123456789012:custom-model/a.b/abc, custom"
  })
  void findsTheModelOfTheLongestKey(String id, String model) {
    assertThat(MAP.find(id)).contains(scripted(model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nova", "no model", "amazon.nova\n", "arn:aws:s3:::bucket"})
  void findsNoneBehindWhatIsNoId(String id) {
    assertThat(MAP.find(id)).isEmpty();
  }

  @Test
  void hasADefaultForEveryId() {
    assertThat(new ModelMap(Map.of(), scripted("default")).find("a.b"))
        .contains(scripted("default"));
  }

  private static ScriptedModel scripted(String name) {
    return new ScriptedModel(List.of(), name);
  }
}
