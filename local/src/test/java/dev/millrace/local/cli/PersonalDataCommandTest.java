package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.KeyLines;
import dev.millrace.ingestion.privacy.PersonalDataKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PersonalDataCommandTest {

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @Test
  void addsAKeyThatTakesEffectLaterAndShowsNoSecret() throws IOException {
    Path keys = keys();
    Instant before = Instant.now();

    assertThat(run("rotate", "--in", "10m", "--json")).isZero();

    JsonNode said = new JsonMapper().readTree(answers.toString(UTF_8));
    PersonalDataKey added = KeyFile.read(keys).find(said.path("key").asText()).orElseThrow();
    assertThat(added.from()).isEqualTo(said.path("from").asText());
    assertThat(added.from())
        .isBetween(before.plus(Duration.ofMinutes(9)), before.plus(Duration.ofMinutes(11)));
    assertThat(KeyFile.read(keys).keys()).hasSize(2);
    assertThat(said.size()).isEqualTo(2);
    assertThat(progress.toString(UTF_8))
        .isEqualTo(
            "no factory is running in " + folder + ": the audit log does not tell of this\n");
  }

  @Test
  void printsKeysThatAFileCanBeMadeOf() throws IOException {
    assertThat(execute("personal-data", "new-key", "--first")).isZero();
    assertThat(execute("personal-data", "new-key", "--in", "2h")).isZero();

    Path keys = Files.writeString(folder.resolve("keys"), answers.toString(UTF_8));
    assertThat(KeyFile.read(keys).keys()).hasSize(2);
    assertThat(KeyFile.read(keys).inForce(Instant.now()).from()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void saysWhatIsWrongWithATokenAndRevealsNone() throws IOException {
    keys();

    assertThat(run("reveal", "bob")).isEqualTo(1);
    assertThat(progress.toString(UTF_8))
        .isEqualTo("millrace: this is no token: one has the form tok:KEY:VALUE\n");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThat(run("rotate")).isEqualTo(1);
    assertThat(progress.toString(UTF_8))
        .startsWith("millrace: the file of personal-data keys " + folder)
        .contains("it is not there");
  }

  @Test
  void wantsATimeThatIsOne() {
    assertThat(run("rotate", "--in", "soon")).isEqualTo(2);
    assertThat(progress.toString(UTF_8)).contains("expected a duration such as 10s, 5m or 1d");
  }

  private Path keys() throws IOException {
    Path keys = folder.resolve("personal-data.keys");
    new KeyLines(new SecureRandom()).create(keys);
    return keys;
  }

  private int run(String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "personal-data";
    all[1] = command;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 2] = "--data-dir";
    all[all.length - 1] = folder.toString();
    return execute(all);
  }

  private int execute(String... arguments) {
    Output output =
        new Output(
            new PrintStream(answers, true, UTF_8), new PrintStream(progress, true, UTF_8), false);
    CommandLine line = MillraceCommand.commandLine(output);
    line.setErr(new PrintWriter(progress, true, UTF_8));
    return line.execute(arguments);
  }
}
