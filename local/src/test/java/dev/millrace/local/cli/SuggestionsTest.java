package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

  private static final List<String> COMMANDS =
      List.of("apply", "feedback", "kill", "predictions", "send", "status", "unkill", "up");

  @ParameterizedTest
  @CsvSource({
    "send, send, 0",
    "sned, send, 1",
    "sed, send, 1",
    "sendd, send, 1",
    "semd, send, 1",
    "nesd, send, 2",
    "ca, abc, 3",
    "'', up, 2"
  })
  void countsEachSlipOnce(String written, String meant, int slips) {
    assertThat(Suggestions.slips(written, meant)).isEqualTo(slips);
    assertThat(Suggestions.slips(meant, written)).isEqualTo(slips);
  }

  @ParameterizedTest
  @CsvSource({"sned, send", "predcitoins, predictions", "statsu, status", "pu, up"})
  void findsWhatWasMeant(String written, String meant) {
    assertThat(Suggestions.of(written, COMMANDS)).containsExactly(meant);
  }

  @Test
  void namesAllThatAreAsNear() {
    assertThat(Suggestions.of("nkill", COMMANDS)).containsExactly("kill", "unkill");
  }

  @Test
  void isSilentWhereNothingIsNear() {
    assertThat(Suggestions.of("nonsense", COMMANDS)).isEmpty();
    assertThat(Suggestions.of("sned", List.of())).isEmpty();
  }
}
