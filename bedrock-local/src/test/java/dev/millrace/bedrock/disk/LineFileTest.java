package dev.millrace.bedrock.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

  private static final int MANY = 3000;

  private Path file = Path.of("");

  @BeforeEach
  void name(@TempDir Path folder) {
    file = folder.resolve("lines");
  }

  @Test
  void findsLinesByTheirNumbersAlsoWhenItIsOpenedAgain() {
    try (LineFile lines = LineFile.open(file)) {
      for (int i = 0; i < MANY; i++) {
        lines.append(("line " + i).getBytes(UTF_8));
      }
      assertThat(lines.line(MANY - 1)).asString(UTF_8).isEqualTo("line 2999");
    }

    try (LineFile lines = LineFile.open(file)) {
      assertThat(lines.size()).isEqualTo(MANY);
      assertThat(lines.line(0)).asString(UTF_8).isEqualTo("line 0");
      assertThat(lines.line(1024)).asString(UTF_8).isEqualTo("line 1024");
      assertThatThrownBy(() -> lines.line(MANY)).hasMessageContaining("has 3000 lines");
    }
  }

  @Test
  void dropsALastLineThatWasTorn() throws IOException {
    try (LineFile lines = LineFile.open(file)) {
      lines.append("whole".getBytes(UTF_8));
    }
    Files.writeString(file, "torn", StandardOpenOption.APPEND);

    try (LineFile lines = LineFile.open(file)) {
      lines.append("next".getBytes(UTF_8));

      assertThat(lines.size()).isEqualTo(2);
      assertThat(Files.readString(file)).isEqualTo("whole\nnext\n");
    }
  }

  @Test
  void forgetsWhatItHeld() throws IOException {
    try (LineFile lines = LineFile.open(file)) {
      lines.append("a".getBytes(UTF_8));
      lines.clear();
      lines.append("b".getBytes(UTF_8));

      assertThat(lines.size()).isEqualTo(1);
      assertThat(Files.readString(file)).isEqualTo("b\n");
    }
  }
}
