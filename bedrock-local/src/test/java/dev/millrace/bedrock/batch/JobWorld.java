package dev.millrace.bedrock.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.api.Backend;
import dev.millrace.bedrock.api.ModelNames;
import dev.millrace.bedrock.api.RecordAnswers;
import dev.millrace.bedrock.conduct.Conditions;
import dev.millrace.bedrock.conduct.Conduct;
import dev.millrace.bedrock.conduct.Latency;
import dev.millrace.bedrock.conduct.ManualClock;
import dev.millrace.bedrock.meter.InvocationLog;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.s3.ObjectAbout;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Jobs in a folder of their own, on one thread, by a clock that is told to go on. */
final class JobWorld implements AutoCloseable {

  static final ChatModel YES =
      prompt -> CompletableFuture.completedFuture(ChatAnswer.of(prompt, "yes"));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "bucket";

  final ManualClock clock = new ManualClock();
  private final Path folder;
  private final InvocationLog meter;
  private final ObjectStore objects;
  private final BatchJobs jobs;

  private JobWorld(Path folder, BatchConduct conduct, ChatModel model) {
    this.folder = folder;
    this.meter = InvocationLog.open(folder.resolve("invocations.jsonl"));
    this.objects = ObjectStore.open(folder.resolve("s3"), clock);
    objects.createBucket(BUCKET);
    Conditions conditions = new Conditions(Conduct.PERFECT, Latency.fixed(Duration.ZERO), clock);
    Backend backend = new Backend(ModelNames.PLAIN, id -> Optional.of(model), Map.of());
    Workshop shop =
        new Workshop(new RecordAnswers(backend, conditions, clock), meter, conduct, clock);
    this.jobs =
        BatchJobs.open(
            folder.resolve("batch"),
            new JobRun.Surroundings(shop, objects, new Strand.Engine(new DirectThreads(), clock)));
  }

  static JobWorld open(Path folder, BatchConduct conduct) {
    return new JobWorld(folder, conduct, YES);
  }

  static JobWorld open(Path folder, BatchConduct conduct, ChatModel model) {
    return new JobWorld(folder, conduct, model);
  }

  /** One like this one, in the middle of whatever it does: what a kill would leave. */
  Path copyTo(Path other) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(folder.relativize(file).toString()));
      }
    }
    return other;
  }

  void put(String key, int records) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < records; i++) {
      lines
          .append("{\"recordId\":\"r")
          .append(i)
          .append(
              "\",\"modelInput\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"q\"}]}]}}\n");
    }
    objects.put(
        new S3Uri(BUCKET, key),
        ObjectAbout.of("text/plain"),
        to -> to.write(lines.toString().getBytes(UTF_8)));
  }

  String create(String name) throws IOException {
    return jobs.create(
            JSON.readTree(
                """
                {
                  "jobName": "%s",
                  "roleArn": "arn:aws:iam::000000000000:role/batch",
                  "clientRequestToken": "token-of-%s",
                  "modelId": "amazon.nova-micro-v1:0",
                  "modelInvocationType": "Converse",
                  "inputDataConfig": {"s3InputDataConfig": {"s3Uri": "s3://bucket/in/"}},
                  "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://bucket/out/"}}
                }
                """
                    .formatted(name, name)))
        .id();
  }

  Job job(String id) {
    return jobs.find(id).orElseThrow();
  }

  void stop(String id) {
    jobs.stop(id);
  }

  int metered(String id) {
    return meter.recordsOf(id);
  }

  long calls() {
    return meter.totals().path("calls").asLong();
  }

  List<JsonNode> output(String id, String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (InputStream bytes =
        objects.bytes(new S3Uri(BUCKET, "out/" + id + "/" + name)).orElseThrow()) {
      for (String line : new String(bytes.readAllBytes(), UTF_8).lines().toList()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  List<String> recordIds(String id, String name) throws IOException {
    return output(id, name).stream().map(line -> line.path("recordId").asText()).toList();
  }

  @Override
  public void close() {
    jobs.close();
    meter.close();
  }
}
