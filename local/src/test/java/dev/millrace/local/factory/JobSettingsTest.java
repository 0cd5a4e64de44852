package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JobSettingsTest {

  @Test
  void theEnvironmentMaySetWhatTheFactoryHasNotDecided() {
    Map<String, String> settings =
        JobSettings.of(
            "bedrock",
            Map.of(
                "MILLRACE_BEDROCK_LATENCY", "50ms",
                "MILLRACE_BEDROCK_PORT", "1",
                "MILLRACE_INFERENCE_CALLS_AT_ONCE", "8",
                "HOME", "/home/somebody"),
            Map.of("bedrock.port", "8088"));

    assertThat(settings).isEqualTo(Map.of("bedrock.latency", "50ms", "bedrock.port", "8088"));
  }
}
