package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.local.FactoryProcess.Result;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.record.RunState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/** A retraining run whose factory is killed in each of its states, with all that runs in it. */
@Tag("long")
class LoopKillsIT {

  private static final long SEED = 20_261_127;
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final String PIPELINE = "tickets";
  private static final int FIRST = 500;
  private static final int BATCH = 100;

  private static final List<String> LABELS = List.of("billing", "delivery", "account", "defect");

  /** Words that have nothing to do with the labels: only who has seen labels can know. */
  private static final List<String> STRANGE = List.of("zorp", "quix", "blam", "fnord");

  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: tickets
      task: classification
      prompt: { user: "{{text}}", labels: [billing, delivery, account, defect] }
      models: { champion: amazon.nova-micro-v1:0 }
      retraining:
        on: [labels]
        minLabels: 400
        cooldown: 1h
        canary: [0.4, 1.0]
      """;

  /** Long enough to be met in each state. */
  private static final String SETUP = "{\"training\": {\"takes\": \"4s\", \"deploying\": \"3s\"}}";

  /** Those that a run is in for a second or more. */
  private static final Set<RunState> MET =
      EnumSet.of(
          RunState.TRAINING,
          RunState.DEPLOYING,
          RunState.EVALUATING,
          RunState.SHADOW,
          RunState.CANARY);

  private static final Set<RunState> ENDS =
      EnumSet.of(
          RunState.PROMOTED,
          RunState.REJECTED,
          RunState.ROLLED_BACK,
          RunState.ABORTED,
          RunState.FAILED);

  @TempDir private Path folder = Path.of("");

  private final Random random = new Random(SEED);
  private int sent;

  @Test
  void oneJobAndOneDeploymentComeOfIt() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path spec = Files.writeString(folder.resolve("spec.yaml"), SPEC);
    Map<String, String> environment =
        Map.of(
            "MILLRACE_LIFECYCLE_TICK", "200ms",
            "MILLRACE_LIFECYCLE_RELOOK", "1s",
            "MILLRACE_LIFECYCLE_DATASET_HOLDOUT_PERCENT", "40",
            "MILLRACE_LIFECYCLE_SHADOW_REQUESTS", "10",
            "MILLRACE_LIFECYCLE_SHADOW_LONGEST", "5s",
            "MILLRACE_BEDROCK_SETUP_FILE",
                Files.writeString(folder.resolve("setup.json"), SETUP).toString());
    Set<RunState> killedIn = EnumSet.noneOf(RunState.class);
    FactoryProcess factory = FactoryProcess.start(data, environment);
    try {
      assertThat(factory.run("apply", spec.toString()).exitCode()).isZero();
      send(factory, FIRST);
      Instant latest = Instant.now().plus(PATIENCE);
      JsonNode run = run(factory);
      while (!ENDS.contains(state(run))) {
        assertThat(Instant.now())
            .as("seed %d, %s, killed in %s", SEED, run, killedIn)
            .isBefore(latest);
        if (run.isObject() && killedIn.add(state(run))) {
          factory.kill();
          factory = FactoryProcess.start(data, environment);
        } else if (state(run) == RunState.SHADOW || state(run) == RunState.CANARY) {
          send(factory, BATCH);
        }
        run = run(factory);
      }

      assertThat(state(run)).as("seed %d: %s", SEED, run).isEqualTo(RunState.PROMOTED);
      assertThat(run.path("number").asInt()).isEqualTo(1);
      // Which short states were met besides depends on the machine: the log says what was shown.
      System.out.println("killed in " + killedIn);
      assertThat(killedIn).containsAll(MET);
      assertOneOfEach(URI.create(factory.ready().path("bedrock").asText()));
      Result books = factory.run("reconcile", "--json");
      assertThat(books.json().path("holds").asBoolean()).as(books.json().toString()).isTrue();
      JsonNode chain = factory.run("audit", "verify", "--json").json();
      assertThat(chain.path("holds").asBoolean()).as(chain.toString()).isTrue();
    } finally {
      factory.close();
    }
  }

  private static void assertOneOfEach(URI endpoint) {
    try (BedrockClient bedrock =
        AwsConnection.local(endpoint).apply(BedrockClient.builder()).build()) {
      assertThat(bedrock.listModelCustomizationJobs(list -> {}).modelCustomizationJobSummaries())
          .hasSize(1);
      assertThat(bedrock.listCustomModelDeployments(list -> {}).modelDeploymentSummaries())
          .hasSize(1);
    }
  }

  /** The pipeline's run; a missing node before there is one. */
  private static JsonNode run(FactoryProcess factory) {
    Result runs = factory.run("models", "runs", "--pipeline", PIPELINE, "--json");
    return runs.json().path(0);
  }

  private static RunState state(JsonNode run) {
    return run instanceof MissingNode
        ? RunState.DETECTED
        : RunState.valueOf(run.path("state").asText());
  }

  /** Events, and their labels as people feed them back. */
  private void send(FactoryProcess factory, int events) throws IOException {
    StringBuilder rows = new StringBuilder("id,text,label\n");
    for (int i = 0; i < events; i++) {
      int label = random.nextInt(LABELS.size());
      String filler =
          String.join(
              " ", IntStream.range(0, 4).mapToObj(j -> "w" + random.nextInt(100_000)).toList());
      rows.append("ticket-")
          .append(sent++)
          .append(',')
          .append(filler)
          .append(' ')
          .append(STRANGE.get(label))
          .append(" please,")
          .append(LABELS.get(label))
          .append('\n');
    }
    Path file = Files.writeString(folder.resolve("tickets.csv"), rows);
    Result sending =
        factory.run(
            "send",
            "--pipeline",
            PIPELINE,
            file.toString(),
            "--id-column",
            "id",
            "--label-column",
            "label",
            "--with-feedback");
    assertThat(sending.exitCode()).as(sending.progress()).isZero();
  }
}
