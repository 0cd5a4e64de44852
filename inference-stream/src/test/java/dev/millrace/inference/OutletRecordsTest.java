package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.registry.RegistryException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.junit.jupiter.api.Test;

class OutletRecordsTest {

  @Test
  void learnsTheIdOfItsSchemaBeforeAnythingIsPaidFor() throws Exception {
    AtomicInteger registered = new AtomicInteger();
    URI away;
    try (HttpServer registry =
        HttpServer.start(
            "registry-test",
            HttpListener.loopback(0, "test.port", 1 << 20),
            new Routes()
                .on(
                    "POST",
                    "/subjects/{subject}/versions",
                    call -> {
                      registered.incrementAndGet();
                      return HttpReply.of(200, "application/json", "{\"id\":7}".getBytes(UTF_8))
                          .done();
                    }))) {
      away = registry.address();
      open(away);
    }

    assertThat(registered).hasValue(1);
    assertThatThrownBy(() -> open(away)).isInstanceOf(RegistryException.class);
  }

  /** Flink's contexts are not looked at. */
  @SuppressWarnings("NullAway")
  private static void open(URI registry) throws Exception {
    KafkaRecordSerializationSchema<Settled> records =
        new OutletRecords<Prediction>(
            new Outlet.Predictions(),
            new GivenSettings(
                Map.of("kafka.bootstrap", "127.0.0.1:1", "registry.address", registry.toString())));
    records.open(null, null);
  }
}
