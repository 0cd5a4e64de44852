package dev.millrace.bedrock.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.millrace.schemas.testing.Fuzz;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever comes as PutMetricData, it is stored or refused as CloudWatch refuses. */
class CborFuzzTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void takesDataOrRefusesThem() throws IOException {
    CBORMapper cbor = new CBORMapper();
    JsonNode good =
        new ObjectMapper()
            .readTree(
                "{\"Namespace\":\"Millrace\",\"MetricData\":[{\"MetricName\":\"calls\","
                    + "\"Value\":1.5,\"Unit\":\"Count\",\"Timestamp\":1767225600,"
                    + "\"Dimensions\":[{\"Name\":\"tenant\",\"Value\":\"acme\"}]},"
                    + "{\"MetricName\":\"ms\",\"Values\":[1,2],\"Counts\":[3,4]}]}");
    assertThat(new PutMetricData(NOW).read(good)).hasSize(2);

    Fuzz.ofBytes("CBOR", List.of(cbor.writeValueAsBytes(good)))
        .holds(
            input -> {
              try {
                assertThat(new PutMetricData(NOW).read(cbor.readTree(input))).isNotEmpty();
              } catch (CloudWatchError e) {
                assertThat(e.reply()).isNotNull();
              } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
  }
}
