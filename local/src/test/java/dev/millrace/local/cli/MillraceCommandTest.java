package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.client.Sending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceCommandTest {

  private static final String GOOD =
      """
      apiVersion: millrace/v1
      pipeline: triage
      task: classification
      prompt: { user: "{{text}}", labels: [a, b] }
      models: { champion: amazon.nova-micro-v1:0 }
      """;

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "apply",
        "validate",
        "send",
        "feedback",
        "requests",
        "predictions",
        "replay",
        "dead-letters",
        "personal-data",
        "reference",
        "audit",
        "keys",
        "tenants",
        "kill",
        "unkill",
        "models",
        "cost",
        "budgets",
        "prices",
        "drift",
        "topics",
        "metrics",
        "reconcile"
      })
  void everyCommandHasHelp(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(said()).contains("Usage: millrace " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "send",
        "send --pipeline p --id-column id --new-ids -",
        "up --port-offset 1 --free-ports",
        "topics x",
        "dead-letters",
        "dead-letters list --cause none-such",
        "dead-letters list --since yesterday",
        "dead-letters replay --rate 0/s",
        "dead-letters replay --rate fast",
        "audit",
        "reference",
        "reference list Customers",
        "reference load customers file.csv",
        "keys",
        "keys create --tenant t",
        "keys create --tenant t --role admin",
        "tenants limits --events-per-second 1",
        "tenants limits --tenant t --max-body many",
        "kill",
        "kill pipeline tickets",
        "kill everything --reason x",
        "unkill tickets",
        "models",
        "models shadow tickets --model-id amazon.nova-lite-v1:0",
        "models shadow tickets --share 0.1",
        "models shadow tickets --model-id amazon.nova-lite-v1:0 --share some",
        "models promote",
        "models promote tickets --version some",
        "models diff tickets 1",
        "models unshadow",
        "cost --by mood",
        "cost --window 5m",
        "cost --from yesterday",
        "cost --csv --json",
        "cost chargeback",
        "cost chargeback --month november",
        "cost chargeback --month 9999-01"
      })
  void whatIsNotUnderstoodExitsWith2(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
  }

  @Test
  void aSlipOfLettersIsToldWithTheCommandThatMayBeMeant() {
    assertThat(run("sned", "--pipeline", "p", "-")).isEqualTo(2);
    assertThat(told()).isEqualTo("'sned' is no command\nDid you mean: send?\n");
    progress.reset();
    assertThat(run("models", "aprove", "p")).isEqualTo(2);
    assertThat(told()).isEqualTo("'aprove' is no command of models\nDid you mean: approve?\n");
    progress.reset();
    assertThat(run("budgets", "lst")).isEqualTo(2);
    assertThat(told())
        .startsWith("'lst' is no command of budgets\n")
        .contains("Usage: millrace budgets ", "  alerts ");
    progress.reset();
    assertThat(run("nonsense")).isEqualTo(2);
    assertThat(told()).contains("'nonsense'", "Usage: millrace ").doesNotContain("Did you mean");
    progress.reset();
    assertThat(run("send", "--pipelin", "p", "-")).isEqualTo(2);
    assertThat(told()).contains("--pipelin").contains("--pipeline");
  }

  @Test
  void helpOfWhatIsNoCommandIsToldWithTheCommandThatMayBeMeant() {
    assertThat(run("sned", "--help")).isEqualTo(2);
    assertThat(told()).isEqualTo("'sned' is no command\nDid you mean: send?\n");
    assertThat(said()).isEmpty();
    assertThat(run("--help")).isZero();
    assertThat(said()).startsWith("Usage: millrace ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics",
        "reconcile",
        "predictions",
        "requests --pipeline p --tenant t --request-id r --limit 3 --json",
        "dead-letters list --since 2h --cause unreadable --stage ingestion",
        "dead-letters replay --until 2026-11-25T12:00:00Z --rate 20/s --again",
        "audit list",
        "audit verify --json",
        "reference list customers",
        "reference delete customers 42",
        "reference load customers - --key id",
        "keys create --tenant t --role produce,CONSUME",
        "keys list",
        "keys revoke 0123456789ab",
        "tenants limits --tenant t --events-per-second 1",
        "tenants list",
        "kill pipeline tickets --reason wrong-labels --json",
        "kill model amazon.nova-micro-v1:0 --reason slow",
        "kill tenant t --reason abuse",
        "kill list --json",
        "unkill tenant t --json",
        "unkill model amazon.nova-micro-v1:0",
        "models runs",
        "models runs --pipeline tickets --json",
        "models pause tickets --json",
        "models resume tickets",
        "models abort tickets",
        "models approve tickets",
        "models promote tickets --version 2",
        "models rollback tickets --to 1 --json",
        "models diff tickets 1 2 --json",
        "models list",
        "models list --pipeline tickets --json",
        "models shadow tickets --model-id amazon.nova-lite-v1:0 --share 0.1 --json",
        "models unshadow tickets --json",
        "predictions --shadow --pipeline p --json",
        "send --pipeline p -",
        "feedback --pipeline p -"
      })
  void withoutAFactoryOneSentenceSaysSo(String command) {
    assertThat(run((command + " --data-dir " + folder.resolve("none")).split(" "))).isEqualTo(1);
    assertThat(told())
        .isEqualTo(
            "millrace: no factory is running in "
                + folder.resolve("none")
                + ": start one with ./millrace up, or name its folder with --data-dir\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys create --tenant t --role produce --expires soon",
        "keys create --tenant t --role produce --expires 0d",
        "kill tenant t --reason ",
        "requests --limit 0",
        "predictions --limit 2 --follow",
        "models shadow tickets --model-id amazon.nova-lite-v1:0 --share 0",
        "models shadow tickets --model-id amazon.nova-lite-v1:0 --share 1.5",
        "models shadow tickets --model-id amazon.nova-lite-v1:0 --share NaN",
        "tenants limits --tenant t",
        "tenants limits --tenant t --clear --max-body 1",
        "tenants limits --tenant t --events-per-second 0",
        "tenants limits --tenant t --events-per-second NaN",
        "tenants limits --tenant t --max-body 999999999"
      })
  void whatNobodyCanMeanIsRefusedBeforeAFactoryIsSought(String command) {
    assertThat(run((command + " --data-dir " + folder.resolve("none")).split(" "))).isEqualTo(1);
    assertThat(told()).startsWith("millrace: ").doesNotContain("no factory is running");
  }

  @Test
  void aValidSpecIsSaidToBe() throws IOException {
    Path spec = Files.writeString(folder.resolve("spec.yaml"), GOOD);

    assertThat(run("validate", spec.toString())).isZero();
    assertThat(said()).isEqualTo(spec + " is valid\n");
  }

  @Test
  void aSpecWithACanaryCanBeApplied() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("spec.yaml"),
            GOOD + "retraining: { on: [quality], canary: [0.5, 1.0] }\n");

    assertThat(run("validate", "--json", spec.toString())).isZero();
    JsonNode answer = new JsonMapper().readTree(said());
    assertThat(answer.path("valid").asBoolean()).isTrue();
    assertThat(answer.path("applicable").asBoolean()).isTrue();
    assertThat(answer.path("problems")).isEmpty();
  }

  @Test
  void everyProblemOfASpecIsToldWithItsLine() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("spec.yaml"), GOOD.replace("task: classification", "task: guessing"));

    assertThat(run("apply", spec.toString())).isEqualTo(1);
    assertThat(told()).contains("millrace: " + spec + " has ").contains("line 3: task");
  }

  @Test
  void whatIsMostLikelyNotMeantIsWarnedOfAndRefusedWhenStrict() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("spec.yaml"), GOOD + "governance: { pii: { /text: drop } }\n");

    assertThat(run("validate", "--json", spec.toString())).isZero();
    assertThat(told())
        .isEqualTo(
            "warning: prompt.user: {{text}} asks for what governance drops (/text), so every event"
                + " becomes a dead letter; take it out of the prompt, or let governance.pii mask,"
                + " hash or redact it\n");
    JsonNode answer = new JsonMapper().readTree(said());
    assertThat(answer.path("valid").asBoolean()).isTrue();
    assertThat(answer.path("warnings").path(0).path("path").asText()).isEqualTo("prompt.user");

    assertThat(run("validate", "--strict", spec.toString())).isEqualTo(1);
    assertThat(told()).contains("is valid, but has warnings, and --strict allows none\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "banking77",
        "enriched-tickets",
        "github-webhooks",
        "support-tickets",
        "wikipedia-edits"
      })
  void theExamplesMeanWhatTheySay(String name) {
    Path spec = Path.of("..", "examples", name + ".yaml");

    assertThat(run("validate", "--strict", spec.toString())).as(told()).isZero();
    assertThat(told()).isEmpty();
  }

  @Test
  void aSpecThatIsNotThereIsNamed() {
    assertThat(run("validate", "nowhere.yaml")).isEqualTo(1);
    assertThat(told()).isEqualTo("millrace: there is no file nowhere.yaml\n");
  }

  @Test
  void aPortThatDoesNotExistIsRefused() {
    assertThat(run("up", "--data-dir", folder.toString(), "--kafka-port", "70000")).isEqualTo(2);
    assertThat(told()).contains("port 70000 does not exist, expected 0 to 65535");
  }

  @Test
  void aTakenPortIsNamedWithItsOptionBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(run("up", "--data-dir", folder.toString(), "--free-ports", "--gateway-port", port))
          .isEqualTo(1);
      assertThat(told()).contains("port " + port + " is taken").contains("--gateway-port");
    }
  }

  @Test
  void whoSendsIsToldHowFarItCameAndWhetherToSendAgain() {
    Sending.Standing at = new Sending.Standing(500, 2, 734, 734, 502, 0);

    assertThat(SendText.repeatable(at))
        .isEqualTo(
            "given up: 500 accepted, 2 rejected, 734 without an answer (they may have arrived);"
                + " nothing else was sent. Send the file again when that is put right: its"
                + " events have the same ids then, and those that were accepted are not taken"
                + " twice, as long as the pipeline's dedupe remembers them");
    assertThat(SendText.repeatable(new Sending.Standing(500, 2, 734, 400, 502, 0)))
        .contains(" rejected, 734 without an answer (of which 400 may have arrived); nothing");
    assertThat(SendText.repeatable(new Sending.Standing(500, 2, 734, 0, 502, 0)))
        .contains(" rejected, 734 not taken (nothing of them is in the factory); nothing");
    assertThat(SendText.repeatable(new Sending.Standing(500, 2, 0, 0, 502, 0)))
        .contains(" rejected, 0 without an answer; nothing");
    assertThat(SendText.renewed(at)).endsWith("send only the rows behind row 502");
    assertThat(SendText.renewed(new Sending.Standing(500, 2, 734, 0, 402, 100)))
        .contains("behind row 402, but for 100 of them that were accepted");
    assertThat(run("send", "--help")).isZero();
    assertThat(said())
        .contains("1   rows were rejected; with --wait, events became dead letters or failed");
  }

  @Test
  void whoSaysTwoThingsOfIdsIsToldWhichToLeaveOut() {
    assertThat(run("send", "--pipeline", "p", "--new-ids", "--id-column", "id", "-")).isEqualTo(2);
    assertThat(told())
        .startsWith(
            "--new-ids and --id-column id do not go together: leave out --id-column to have every"
                + " row taken as a new event, or --new-ids to have rows keep their ids\n");
  }

  @Test
  void whoSentBadRowsIsToldHowManyAndWhatToDo() {
    assertThat(SendText.rejected(0)).isEmpty();
    assertThat(SendText.rejected(1))
        .containsExactly(
            "1 row was rejected, for the reasons above: nothing of them is in the factory; mend them"
                + " and send them again");
    assertThat(SendText.rejected(21))
        .singleElement()
        .asString()
        .startsWith("21 rows were rejected, for the reasons above (those of the first 20): ");
    assertThat(SendText.unknownEnds("triage"))
        .contains("./millrace dead-letters list --pipeline triage ");
  }

  @Test
  void whoRepeatsRowsInAFileIsToldThatTheyCountOnce() {
    assertThat(SendText.repeatedInFile(0)).isEmpty();
    assertThat(SendText.repeatedInFile(1))
        .containsExactly(
            "1 row has the id of an earlier row: such an event is neither asked nor paid for again"
                + " within the pipeline's dedupe time (governance.dedupe, 24h unless the spec says"
                + " otherwise)");
  }

  @Test
  void aFullDiskIsSaidInOneSentence() {
    assertThat(
            MillraceCommand.sentence(
                new IllegalArgumentException(new IOException("No space left on device"))))
        .isEqualTo(
            "the disk is full: make room, then start again; nothing that was accepted is lost");
  }

  private int run(String... arguments) {
    Output output =
        new Output(
            new PrintStream(answers, true, UTF_8), new PrintStream(progress, true, UTF_8), false);
    CommandLine line = MillraceCommand.commandLine(output);
    line.setOut(new PrintWriter(answers, true, UTF_8));
    line.setErr(new PrintWriter(progress, true, UTF_8));
    return line.execute(arguments);
  }

  private String said() {
    return answers.toString(UTF_8);
  }

  private String told() {
    return progress.toString(UTF_8);
  }
}
