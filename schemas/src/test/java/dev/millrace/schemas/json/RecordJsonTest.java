package dev.millrace.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.RawEvent;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.SampleRecords;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

  @Test
  void writesInstantsBytesAndNullsSoThatAnyoneCanReadThem() {
    RawEvent event =
        RawEvent.newBuilder()
            .setId("e-1")
            .setTenant("default")
            .setPipeline("tickets")
            .setOccurredAt(null)
            .setReceivedAt(Instant.parse("2026-01-02T03:04:05.678Z"))
            .setContentType("application/json")
            .setPayload(ByteBuffer.wrap("{}".getBytes(UTF_8)))
            .build();

    assertThat(RecordJson.of(event).toString())
        .isEqualTo(
            "{\"id\":\"e-1\",\"tenant\":\"default\",\"pipeline\":\"tickets\",\"occurredAt\":null,"
                + "\"receivedAt\":\"2026-01-02T03:04:05.678Z\",\"contentType\":\"application/json\","
                + "\"payload\":\"e30=\",\"source\":null,\"lane\":null}");
  }

  @Test
  void writesCountsAsNumbers() {
    assertThat(RecordJson.of(new TokenUsage(1L, 2L, 3L, 4L, Long.MAX_VALUE)).toString())
        .isEqualTo(
            "{\"inputTokens\":1,\"outputTokens\":2,\"cacheReadTokens\":3,\"cacheWrite5mTokens\":4,"
                + "\"cacheWrite1hTokens\":9223372036854775807}");
  }

  @Test
  void showsEveryFieldOfEveryRecord() {
    SampleRecords samples = new SampleRecords(new SplittableRandom(3));

    for (Topic<?> topic : Topics.all()) {
      assertThat(RecordJson.of(samples.next(topic)).fieldNames())
          .toIterable()
          .containsExactlyElementsOf(
              topic.schema().getFields().stream().map(Schema.Field::name).toList());
    }
  }
}
