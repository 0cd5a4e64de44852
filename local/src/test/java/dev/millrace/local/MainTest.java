package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.cli.MillraceCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {

  /** In an image nobody has the script, which knows it as well. */
  @ParameterizedTest
  @CsvSource({
    "help, millrace",
    "help send, millrace send",
    "help models list, millrace models list",
    "models list --help, millrace models list"
  })
  void helpOfACommandIsThatCommandsHelp(String words, String command) {
    StringWriter said = new StringWriter();
    PrintStream nobody = new PrintStream(new ByteArrayOutputStream());
    CommandLine line = MillraceCommand.commandLine(nobody, nobody).setOut(new PrintWriter(said));

    assertThat(line.execute(Main.spelledOut(words.split(" ")))).isZero();

    assertThat(said.toString()).startsWith("Usage: " + command + " ");
  }
}
