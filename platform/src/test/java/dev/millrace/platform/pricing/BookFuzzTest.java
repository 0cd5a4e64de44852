package dev.millrace.platform.pricing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.testing.Fuzz;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Whatever a price book says, its reader answers with rows and with what is wrong. */
class BookFuzzTest {

  @Test
  void readsABookOrSaysWhatIsWrong() throws IOException {
    Fuzz.ofTexts("price book", starter())
        .with(",", "\n", "\"", "\r\n", "#", "1e-999", "1E+9", "-0", "0.0000000000001", "٣")
        .with("profile,arn:mine,m\n", "unit,text-units,content-policy,,2026-01-01,,0.15,,a\n")
        .with("2026-02-30", "9999-12-31", "+10000-01-01", "batch", "global", "200000", "\uFEFF")
        .holdsOfTexts(
            text -> {
              BookReading reading = BookReader.read(text.lines().toList());
              if (reading.problems().isEmpty()) {
                BookReading again = BookReader.read(BookText.of(reading.rows()));
                assertThat(again.problems()).isEmpty();
                assertThat(again.rows()).isEqualTo(reading.rows());
              }
            });
  }

  /** The first lines of the one that comes with the jobs: all of it takes too long, each time. */
  private static String starter() throws IOException {
    try (InputStream file = PriceBook.class.getResourceAsStream("prices.csv")) {
      assertThat(file).isNotNull();
      return String.join("\n", new String(file.readAllBytes(), UTF_8).lines().limit(25).toList());
    }
  }
}
