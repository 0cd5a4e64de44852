package dev.millrace.bedrock.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {

  @Test
  void numbersLinesWhateverTheirEnds() throws IOException {
    assertThat(lines("a\r\n\nbé", 4)).containsExactly(line(1, "a"), line(2, ""), line(3, "bé"));
    assertThat(lines("", 4)).isEmpty();
    assertThat(lines("a\n", 4)).containsExactly(line(1, "a"));
  }

  @Test
  void goesOnBehindALineThatIsTooLong() throws IOException {
    assertThat(lines("1234\n12345\n1\n", 4))
        .containsExactly(line(1, "1234"), new BoundedLines.Line(2, Optional.empty()), line(3, "1"));
  }

  private static BoundedLines.Line line(int number, String text) {
    return new BoundedLines.Line(number, Optional.of(text));
  }

  private static List<BoundedLines.Line> lines(String text, int mostBytes) throws IOException {
    List<BoundedLines.Line> all = new ArrayList<>();
    try (BoundedLines lines =
        new BoundedLines(new ByteArrayInputStream(text.getBytes(UTF_8)), mostBytes)) {
      for (Optional<BoundedLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        all.add(line.get());
      }
    }
    return all;
  }
}
