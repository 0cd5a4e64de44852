package dev.millrace.inference.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.schemas.testing.Fuzz;
import java.io.BufferedReader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

/** Whatever stands in the output of a batch job, its lines are results or passed over. */
class BatchFuzzTest {

  private static final String CONVERSED =
      "{\"recordId\":\"R0000000002\",\"modelOutput\":{\"output\":{\"message\":{\"content\":"
          + "[{\"text\":\"bi\"}]}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":5,"
          + "\"outputTokens\":2,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":2}]},"
          + "\"metrics\":{\"latencyMs\":7}}}\n";

  @Test
  void readsLinesOrPassesThemOver() {
    for (RecordForm form : RecordForm.values()) {
      Fuzz.ofTexts(
              "batch output of " + form,
              CONVERSED,
              "{\"recordId\":\"R0000000000\",\"modelOutput\":{\"embedding\":[0.5,1],"
                  + "\"inputTextTokenCount\":3}}\n",
              "{\"recordId\":\"R0000000001\",\"error\":{\"errorCode\":400}}\n")
          .with(
              "\n", "R0999999999", "null", "[]", "-1", "1e999", "\"embeddings\":{\"float\":[[1]]}")
          .holdsOfTexts(
              text ->
                  BatchLines.output(
                      new BufferedReader(new StringReader(text)),
                      form,
                      "job7",
                      (place, result) -> {
                        assertThat(place).isBetween(0, 999_999_999);
                        assertThat(result).isNotNull();
                      }));
    }
  }
}
