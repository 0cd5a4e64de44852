package dev.millrace.platform.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.platform.telemetry.Meters;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatedServiceTest {

  private final StubService service = new StubService();
  private final OperatedService operated =
      new OperatedService(service, settings(Map.of("operations.port", "0")), new Meters());

  @AfterEach
  void close() {
    operated.close();
  }

  @Test
  void saysHowTheServiceIs() throws Exception {
    operated.start();

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);

    service.health = new Health.Running();
    assertThat(get("/readyz").body()).isEqualTo("ready");

    service.health = new Health.Impaired("CloudWatch is away");
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).isEqualTo("impaired: CloudWatch is away");

    service.health = new Health.Failed("fenced");
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("failed: fenced");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void showsWhatIsMeasured() throws Exception {
    operated.start();

    assertThat(get("/metrics").body()).contains("millrace_job_running{job=\"stub\"} 0.0\n");

    service.health = new Health.Running();
    assertThat(get("/metrics").body())
        .contains("millrace_job_running{job=\"stub\"} 1.0\n")
        .contains("# TYPE millrace_process_cpu_seconds_total counter\n")
        .contains("millrace_process_heap_bytes ");
    assertThat(get("/metrics").headers().firstValue("content-type")).contains(Meters.MEDIA_TYPE);
  }

  @Test
  void listensOnLoopbackAndNowhereUnlessAPortIsSet() {
    assertThat(settings(Map.of()).listener()).isEmpty();
    assertThat(settings(Map.of("operations.port", "9464")).listener())
        .hasValueSatisfying(
            listener -> {
              assertThat(listener.isLoopback()).isTrue();
              assertThat(listener.port()).isEqualTo(9464);
            });
  }

  @Test
  void listensElsewhereOnlyWhereItIsTold() {
    Map<String, String> open = Map.of("operations.port", "9464", "operations.host", "0.0.0.0");

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> settings(open))
        .withMessageContaining("operations.host is 0.0.0.0, where others could read")
        .withMessageContaining("operations.plaintext=true");
    assertThat(
            settings(
                    Map.of(
                        "operations.port", "9464",
                        "operations.host", "0.0.0.0",
                        "operations.plaintext", "true"))
                .listener())
        .isPresent();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(operated.address().orElseThrow().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static OperationsSettings settings(Map<String, String> values) {
    SettingsReader reader = SettingsReader.of(values);
    OperationsSettings settings = OperationsSettings.from(reader);
    reader.finish();
    return settings;
  }

  private static final class StubService implements Service {

    private volatile Health health = new Health.Starting();

    @Override
    public String name() {
      return "stub";
    }

    @Override
    public void start() {
      // It is as the test says.
    }

    @Override
    public Health health() {
      return health;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
