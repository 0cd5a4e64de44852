package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown as an example can be applied, and has none of the mistakes that are looked for. */
class ExamplesTest {

  private static final Path FOLDER = Path.of("..", "examples");
  private static final Path PAGE = Path.of("..", "docs", "examples.md");

  @ParameterizedTest
  @MethodSource("specs")
  void hasNoMistakes(Path spec) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);

    int exitCode =
        MillraceCommand.commandLine(out, out).execute("validate", "--strict", spec.toString());

    assertThat(exitCode).as(said.toString(UTF_8)).isZero();
  }

  @Test
  void standsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(specs())
        .isNotEmpty()
        .allSatisfy(spec -> assertThat(page).contains("(../examples/" + spec.getFileName() + ")"));
  }

  private static List<Path> specs() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
