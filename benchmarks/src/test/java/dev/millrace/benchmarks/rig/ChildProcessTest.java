package dev.millrace.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChildProcessTest {

  private static final Pattern OPTION =
      Pattern.compile("(?<=\\s)(--add-opens=|-X|-Djava)\\S+(?=\\s)");

  private static final Pattern COMPILER = Pattern.compile("\ncompiler='([^']*)'");

  @Test
  void startsFactoriesWithTheOptionsOfTheScript() throws Exception {
    String script = Files.readString(Path.of("..", "millrace"));
    MatchResult compiler = COMPILER.matcher(script).results().findFirst().orElseThrow();
    String start =
        script.substring(script.indexOf("exec \"$java\"")).replace("$compiler", compiler.group(1));

    List<String> options = OPTION.matcher(start).results().map(MatchResult::group).toList();

    assertThat(ChildProcess.FACTORY_OPTIONS).isEqualTo(options);
  }

  @Test
  void waitsForTheFirstLineOfAProgram() throws Exception {
    try (ChildProcess process = ChildProcess.startAsFactory(List.of(Speaker.class.getName()))) {
      process.awaitLine();

      process.requireAlive();
      assertThat(process.cpu()).isPositive();
    }
  }

  @Test
  void tellsOfAProgramThatEndsWithoutALine() throws Exception {
    try (ChildProcess process =
        ChildProcess.startAsFactory(List.of(Speaker.class.getName(), "nothing"))) {
      assertThatThrownBy(process::awaitLine)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Speaker ended with exit code 0");
    }
  }

  /** Says one line and stays; told to say nothing, it ends. */
  static final class Speaker {

    private Speaker() {}

    /** Takes nothing, or what keeps it from speaking. */
    public static void main(String[] arguments) throws InterruptedException {
      if (arguments.length == 0) {
        System.out.println("here");
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }
}
