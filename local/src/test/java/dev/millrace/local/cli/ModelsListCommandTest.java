package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsListCommandTest {

  @Test
  void aVersionIsShownOnOneLine() {
    ModelVersion version =
        ModelVersion.newBuilder()
            .setPipeline("notes")
            .setVersion(2)
            .setState(ModelState.CANDIDATE)
            .setModelId("amazon.nova-lite-v1:0")
            .setShare(0.05)
            .setEvaluation(Map.of())
            .setReason("It runs in the shadow of those that serve.")
            .setChangedBy("ada")
            .setChangedAt(Instant.parse("2026-11-26T12:00:00Z"))
            .build();

    assertThat(ModelsListCommand.line(version))
        .isEqualTo(
            "notes/2  CANDIDATE    5 %  amazon.nova-lite-v1:0: It runs in the shadow of those that"
                + " serve. (by ada at 2026-11-26T12:00:00Z)");

    version.setErasedTenants(1);
    assertThat(ModelsListCommand.line(version))
        .endsWith("12:00:00Z); trained with requests of 1 tenant erased since");

    version.setTenantsUnknown(true);
    assertThat(ModelsListCommand.line(version))
        .contains("1 tenant erased since; nobody can tell whose requests it was trained with: ");
  }

  @ParameterizedTest
  @CsvSource({"1, 100 %", "0.1, 10 %", "0.005, 0.5 %", "0, 0 %"})
  void aShareIsShownAsItWasGiven(double share, String shown) {
    assertThat(ModelsListCommand.percent(share)).isEqualTo(shown);
  }
}
