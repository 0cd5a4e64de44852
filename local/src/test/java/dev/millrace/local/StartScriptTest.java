package dev.millrace.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script of the command line, with a Maven and a Java that only pretend. */
@Timeout(60)
class StartScriptTest {

  /** Says where it is, and goes on when it is told to. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo '[INFO] Scanning for projects...'
      echo '[INFO] Building millrace-schemas 0.1.0-SNAPSHOT                          [2/13]'
      read -r line
      echo '[ERROR] as Maven says it'
      mkdir -p local/target benchmarks/target
      touch called
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      while [ "$1" != -cp ]; do shift; done
      shift 2
      echo "$*"
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void layOut() throws IOException {
    Files.copy(Path.of("..", "millrace"), folder.resolve("millrace"));
    for (String module : new String[] {"local", "benchmarks"}) {
      Files.createDirectories(folder.resolve(module).resolve("src/main"));
      Files.createFile(folder.resolve(module).resolve("pom.xml"));
    }
    Files.createDirectory(folder.resolve("examples"));
    Files.createFile(folder.resolve("pom.xml"));
    program("bin/mvn", MAVEN);
    program("jdk/bin/java", JAVA);
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.9\"\n");
  }

  @Test
  void saysWhereTheBuildIsWhileItIsThere() throws Exception {
    Process script = start("topics", "--json");
    try (BufferedReader told = script.errorReader(UTF_8)) {
      assertThat(told.readLine()).startsWith("millrace: building, one to three minutes");
      assertThat(told.readLine()).isEqualTo("millrace: building millrace-schemas [2/13]");
      assertThat(script.isAlive()).isTrue();

      script.outputWriter(UTF_8).append('\n').flush();

      assertThat(told.readLine()).isEqualTo("[ERROR] as Maven says it");
    }
    assertThat(answer(script)).isEqualTo("dev.millrace.local.Main topics --json\n");
  }

  @Test
  void buildsAnewWhereSourcesAreNewerButNotForHelp() throws Exception {
    builtLongAgo("local");

    assertThat(answer(start("models", "list", "--help")))
        .isEqualTo("dev.millrace.local.Main models list --help\n");
    assertThat(folder.resolve("called")).doesNotExist();

    Process script = start("models", "list");
    script.outputWriter(UTF_8).append('\n').flush();
    assertThat(answer(script)).isEqualTo("dev.millrace.local.Main models list\n");
    assertThat(folder.resolve("called")).exists();
  }

  @Test
  void helpOfWhatIsNotBuiltSaysThatItBuildsFirst() throws Exception {
    builtLongAgo("local");

    Process script = start("bench", "--help");
    script.outputWriter(UTF_8).append('\n').flush();
    try (BufferedReader told = script.errorReader(UTF_8)) {
      assertThat(told.readLine())
          .isEqualTo(
              "millrace: help comes from what is built, and benchmarks is not yet (docs/ tells of"
                  + " it too): building, one to three minutes the first time");
      assertThat(answer(script)).isEqualTo("dev.millrace.benchmarks.Main --help\n");
    }
  }

  @Test
  void helpOfACommandIsThatCommandsHelp() throws Exception {
    builtLongAgo("local");
    builtLongAgo("benchmarks");

    assertThat(answer(start("help"))).isEqualTo("dev.millrace.local.Main --help\n");
    assertThat(answer(start("help", "models", "list")))
        .isEqualTo("dev.millrace.local.Main models list --help\n");
    assertThat(answer(start("help", "bench"))).isEqualTo("dev.millrace.benchmarks.Main --help\n");
  }

  @Test
  void whatLooksLikeHelpBehindTheOptionsIsNone() throws Exception {
    builtLongAgo("local");

    Process script = start("validate", "--", "--help");
    script.outputWriter(UTF_8).append('\n').flush();

    assertThat(answer(script)).isEqualTo("dev.millrace.local.Main validate -- --help\n");
    assertThat(folder.resolve("called")).as("the build").exists();
  }

  @Test
  void anotherJavaIsNamed() throws Exception {
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\n");

    Process script = start("--help");

    assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(script.exitValue()).isEqualTo(1);
    assertThat(new String(script.getErrorStream().readAllBytes(), UTF_8))
        .contains("is Java 21, Millrace needs a JDK 17: set JAVA_HOME to one");
  }

  private Process start(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 2];
    command[0] = "sh";
    command[1] = folder.resolve("millrace").toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (old, mine) -> mine + ":" + old);
    return builder.start();
  }

  private static String answer(Process script) throws IOException, InterruptedException {
    String answer = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(script.exitValue()).isZero();
    return answer;
  }

  private void builtLongAgo(String module) throws IOException {
    Path stamp = folder.resolve(module).resolve("target/built");
    Files.createDirectories(stamp.getParent());
    Files.createFile(stamp);
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH));
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
