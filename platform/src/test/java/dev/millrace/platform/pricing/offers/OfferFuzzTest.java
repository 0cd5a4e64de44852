package dev.millrace.platform.pricing.offers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever an offer file says, it is read, or refused as none. */
class OfferFuzzTest {

  @Test
  void readsAFileOrRefusesIt() {
    String own =
        new OfferText("AmazonBedrock")
            .own("NovaMicro-input-tokens", "Nova Micro", "0.0000350000", "1K tokens")
            .own("NovaMicro-output-tokens", "Nova Micro", "0.1400000000", "1M tokens")
            .json();
    String service =
        new OfferText("AmazonBedrockFoundationModels")
            .service("InputTokenCount", "Claude Haiku 4.5", "1.1000000000", "1M tokens")
            .described("OutputTokenCount", "us-east-1|Million Response Tokens")
            .json();

    Fuzz.ofTexts("offer file", own, service)
        .with("\"USD\":", "\"Inf\"", "1e-999", "1E+999999999", "-1", "NaN", "null", "[]", "{}")
        .with("Million Input Tokens", "-cache-read", "-batch", "-flex", "2026-13-45T", "\"EUR\"")
        .holds(
            input -> {
              try {
                OfferReading reading =
                    OfferFile.read(
                        new ByteArrayInputStream(input),
                        new OfferFile.Reading(
                            OfferNames.shipped(), Optional.empty(), Optional.empty()));
                assertThat(reading.leftOut()).doesNotContainNull();
              } catch (IOException | IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("(?s).+");
              }
            });
  }
}
