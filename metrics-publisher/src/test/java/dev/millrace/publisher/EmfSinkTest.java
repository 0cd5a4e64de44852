package dev.millrace.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.publisher.Sink.Outcome;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EmfSinkTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final EmfSink sink = new EmfSink(written);

  @Test
  void writesADocumentForEachDatum() throws IOException {
    Outcome outcome = sink.send(List.of(datum(Map.of(0.5, 2, 1.5, 1))));

    assertThat(outcome).isInstanceOf(Outcome.Sent.class);
    assertThat(lines())
        .containsExactly(
            new ObjectMapper()
                .readTree(
                    """
                    {"_aws": {"Timestamp": 1795694400000, "CloudWatchMetrics": [
                        {"Namespace": "Millrace", "Dimensions": [["Tenant", "Pipeline"]],
                         "Metrics": [{"Name": "CostSpent", "Unit": "None"}]}]},
                     "Tenant": "acme", "Pipeline": "triage", "CostSpent": [0.5, 0.5, 1.5]}
                    """));
  }

  @Test
  void splitsWhatIsMoreThanAHundredValues() {
    sink.send(List.of(datum(Map.of(1.0, 250))));

    assertThat(lines())
        .extracting(line -> line.get("CostSpent").size())
        .containsExactly(100, 100, 50);
  }

  @Test
  void goesOnAfterAnErrorOfTheStream() {
    EmfSink broken =
        new EmfSink(
            new OutputStream() {
              private boolean isMended;

              @Override
              public void write(int one) throws IOException {
                throw new IOException("written at once");
              }

              @Override
              public void write(byte[] bytes, int from, int length) throws IOException {
                if (!isMended) {
                  isMended = true;
                  throw new IOException("no space left");
                }
                written.write(bytes, from, length);
              }
            });
    List<Datum> data = List.of(datum(Map.of(1.0, 1)));

    assertThat(broken.send(data))
        .isEqualTo(new Outcome.Unheard("standard output cannot be written to: no space left"));
    assertThat(broken.send(data)).isEqualTo(new Outcome.Sent());
    assertThat(lines()).hasSize(1);
  }

  private List<JsonNode> lines() {
    ObjectMapper json = new ObjectMapper();
    return written
        .toString(UTF_8)
        .lines()
        .map(
            line -> {
              try {
                return json.readTree(line);
              } catch (IOException e) {
                throw new AssertionError(line, e);
              }
            })
        .toList();
  }

  private static Datum datum(Map<Double, Integer> counts) {
    return new Datum(
        Series.of(
            Metric.COST_SPENT, Map.of(Dimension.TENANT, "acme", Dimension.PIPELINE, "triage")),
        NOON,
        new TreeMap<>(counts));
  }
}
