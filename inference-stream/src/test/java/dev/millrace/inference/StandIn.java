package dev.millrace.inference;

import dev.millrace.bedrock.BedrockLocalService;
import dev.millrace.bedrock.BedrockLocalSettings;
import dev.millrace.inference.bedrock.AnswerStream;
import dev.millrace.inference.bedrock.BedrockClients;
import dev.millrace.inference.bedrock.BedrockModels;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The stand-in for Bedrock in this process, and the stage's own client of it. */
final class StandIn implements AutoCloseable {

  /** Connections that the client has. */
  static final int CALLS_AT_ONCE = 8;

  private final BedrockLocalService endpoint;
  private final BedrockModels models;
  private final Path invocations;

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param setup what models are like, as in docs/bedrock-local.md
   */
  StandIn(Path folder, String setup) throws IOException {
    this(folder, setup, Duration.ofSeconds(30));
  }

  /** The same, whose client gives a call so much time. */
  StandIn(Path folder, String setup, Duration timeout) throws IOException {
    invocations = folder.resolve("invocations.jsonl");
    SettingsReader settings =
        SettingsReader.of(
            Map.of(
                "bedrock.port", "0",
                "bedrock.invocations", invocations.toString(),
                "bedrock.setup-file",
                    Files.writeString(folder.resolve("setup.json"), setup).toString()));
    BedrockLocalSettings read = BedrockLocalSettings.from(settings);
    settings.finish();
    endpoint = new BedrockLocalService(read);
    endpoint.start();
    models =
        BedrockModels.open(
            AwsConnection.local(endpoint.address()),
            new BedrockClients.Bounds(CALLS_AT_ONCE, timeout));
  }

  CompletableFuture<CallResult> call(ModelCall call) {
    return models.call(call);
  }

  AnswerStream stream(ModelCall call, InstantSource clock, Consumer<String> pieces) {
    return models.stream(call, clock, pieces);
  }

  /** What it has answered, as its invocation log has it: a line for each call. */
  List<String> invocations() throws IOException {
    return Files.readAllLines(invocations);
  }

  @Override
  public void close() {
    models.close();
    endpoint.close();
  }
}
