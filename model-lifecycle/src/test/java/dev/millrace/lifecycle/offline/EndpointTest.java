package dev.millrace.lifecycle.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.offline.Reply.Next;
import dev.millrace.lifecycle.offline.Reply.Paid;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Models and buckets of the stand-in for Bedrock, through the SDK. */
class EndpointTest {

  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String BUCKET = "millrace";
  private static final Question QUESTION =
      new Question(
          "r-1",
          Optional.of(
              "Answer with exactly one of these labels and nothing else:\n- bug\n- billing"),
          "I want a refund",
          16,
          OptionalDouble.of(0));

  private static final KeptCalls BOOKED = new KeptCalls();

  @TempDir private static Path folder;
  private static BedrockLocalService endpoint;
  private static S3Client files;

  @BeforeAll
  static void start() throws IOException {
    SettingsReader settings =
        SettingsReader.of(
            Map.of(
                "bedrock.port",
                "0",
                "bedrock.s3.port",
                "0",
                "bedrock.s3.buckets",
                BUCKET,
                "bedrock.invocations",
                folder.resolve("invocations.jsonl").toString(),
                "bedrock.setup-file",
                Files.writeString(
                        folder.resolve("setup.json"),
                        """
                            {"models": {"amazon.nova-micro":
                              {"script": [{"words": "refund", "answer": "billing"}],
                               "otherwise": "bug"}}}
                            """)
                    .toString()));
    BedrockLocalSettings read = BedrockLocalSettings.from(settings);
    settings.finish();
    endpoint = new BedrockLocalService(read);
    endpoint.start();
    files =
        AwsConnection.local(endpoint.s3Address())
            .apply(S3Client.builder())
            .httpClientBuilder(Apache5HttpClient.builder())
            .forcePathStyle(true)
            .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
            .build();
  }

  @AfterAll
  static void stop() {
    files.close();
    endpoint.close();
  }

  @Test
  void asksAndReckonsExactly() throws IOException {
    BOOKED.answered.clear();
    Reply reply = ask(NOVA);

    assertThat(BOOKED.open).isEmpty();
    assertThat(BOOKED.answered)
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.call().questionId()).isEqualTo("r-1");
              assertThat(ended.call().run()).isEqualTo("evaluation 7");
              assertThat(ended.answer().endpointId()).isPresent();
              assertThat(ended.answer().usage()).isEqualTo(reply.said().usage());
              assertThat(ended.answer().cost()).isEqualTo(reply.said().cost());
              assertThat(ended.call().bound().orElseThrow())
                  .isGreaterThanOrEqualTo(ended.answer().cost().orElseThrow());
            });
    assertThat(reply.next()).isEqualTo(Next.KEEP);
    assertThat(reply.paid()).isEqualTo(Paid.AS_SAID);
    assertThat(reply.said().text()).contains("billing");
    BigDecimal cost = reply.said().cost().orElseThrow();
    assertThat(cost)
        .isEqualByComparingTo(
            PriceBook.starter()
                .cost(NOVA, InstantSource.system().instant(), reply.said().usage().orElseThrow())
                .orElseThrow());
    try (ConverseModel model = model(NOVA)) {
      assertThat(model.bound(QUESTION).orElseThrow()).isGreaterThanOrEqualTo(cost);
    }
    assertThat(Files.readString(folder.resolve("invocations.jsonl")))
        .contains("\"run\"")
        .doesNotContain("r-1");
  }

  @Test
  void aModelThatIsNotThereIsNoReasonToAskAgain() {
    BOOKED.answered.clear();
    Reply reply = ask("no model");

    assertThat(BOOKED.answered).as("nothing is paid for").isEmpty();
    assertThat(BOOKED.open).isEmpty();
    assertThat(reply.next()).isEqualTo(Next.KEEP);
    assertThat(reply.paid()).isEqualTo(Paid.NOTHING);
    assertThat(reply.said().failure().orElseThrow()).contains("status 4").doesNotContain("refund");
  }

  /** It may have been answered, and paid for. */
  @Test
  void aCallWithoutAReplyStaysOpen() {
    KeptCalls calls = new KeptCalls();
    try (ConverseModel model =
        ConverseModel.open(
            AwsConnection.local(URI.create("http://127.0.0.1:1")),
            new ConverseModel.Access(NOVA, "evaluation 7", 2, Duration.ofSeconds(5)),
            PriceBook.starter(),
            InstantSource.system(),
            calls)) {
      assertThat(model.ask(QUESTION).join().paid()).isEqualTo(Paid.UNKNOWN);
    }
    assertThat(calls.open).hasSize(1);
  }

  @Test
  void aCallThatCannotBeEnteredIsNotMade() {
    try (ConverseModel model =
        ConverseModel.open(
            AwsConnection.local(endpoint.address()),
            new ConverseModel.Access(NOVA, "evaluation 7", 2, Duration.ofSeconds(60)),
            PriceBook.starter(),
            InstantSource.system(),
            call -> CompletableFuture.failedFuture(new IllegalStateException("away")))) {
      Reply reply = model.ask(QUESTION).join();

      assertThat(reply.next()).isEqualTo(Next.ASK_AGAIN);
      assertThat(reply.paid()).isEqualTo(Paid.NOTHING);
    }
  }

  @Test
  void keepsAnswersInPartsAndReadsThemAll() throws IOException {
    S3Answers answers = new S3Answers(files, BUCKET, "runs/7", "one");
    S3Answers other = new S3Answers(files, BUCKET, "runs/7", "other");
    ModelAnswer right =
        new ModelAnswer(Optional.of("größer"), Optional.of(new BigDecimal("0.000000000140")), 12);
    ModelAnswer none = new ModelAnswer(Optional.empty(), Optional.empty(), 0);
    answers.add("champion", Map.of("a", right));
    other.add("champion", Map.of("b", none));
    answers.add("candidate", Map.of("a", none));

    assertThat(new S3Answers(files, BUCKET, "runs/7", "reader").read("champion"))
        .isEqualTo(Map.of("a", right, "b", none));
    assertThat(new S3Answers(files, BUCKET, "runs/8", "reader").read("champion")).isEmpty();
  }

  @Test
  void keepsEachAnswerAtOnceInFewFiles() throws IOException {
    S3Answers answers = new S3Answers(files, BUCKET, "runs/9", "one");
    ModelAnswer none = new ModelAnswer(Optional.empty(), Optional.of(BigDecimal.ONE), 0);
    for (int i = 1; i <= S3Answers.PART + 1; i++) {
      answers.add("champion", Map.of("r-" + i, none));
      assertThat(new S3Answers(files, BUCKET, "runs/9", "reader").read("champion")).hasSize(i);
    }

    assertThat(files.listObjectsV2(list -> list.bucket(BUCKET).prefix("runs/9/")).contents())
        .hasSize(2);
  }

  @Test
  void aBucketThatIsNotThereIsSaid() {
    S3Answers answers = new S3Answers(files, "nowhere", "runs/7", "one");

    assertThatThrownBy(() -> answers.read("champion"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("s3://nowhere/runs/7");
    assertThatThrownBy(
            () ->
                answers.add(
                    "champion",
                    Map.of("a", new ModelAnswer(Optional.empty(), Optional.empty(), 0))))
        .isInstanceOf(IOException.class);
  }

  private static Reply ask(String modelId) {
    try (ConverseModel model = model(modelId)) {
      return model.ask(QUESTION).join();
    }
  }

  private static ConverseModel model(String modelId) {
    return ConverseModel.open(
        AwsConnection.local(endpoint.address()),
        new ConverseModel.Access(modelId, "evaluation 7", 2, Duration.ofSeconds(60)),
        PriceBook.starter(),
        InstantSource.system(),
        BOOKED);
  }
}
