package dev.millrace.lifecycle.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.lifecycle.offline.Reply.Next;
import dev.millrace.lifecycle.offline.Reply.Paid;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

/**
 * A model at Bedrock, asked through Converse, one attempt a call.
 *
 * <p>Calls carry the name of their run as metadata, and no request's id: in the endpoint's
 * invocation log they are nobody's who is served.
 *
 * <p><i>Failure</i>: the reply says so. The endpoint's own words are not passed on, because they
 * may quote the question.
 */
public final class ConverseModel implements Model {

  /** Around a text, whatever the model makes of it. */
  private static final long ENVELOPE_TOKENS = 256;

  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int SERVER = 500;

  private final BedrockRuntimeAsyncClient client;
  private final String modelId;
  private final String run;
  private final Pricing prices;
  private final InstantSource clock;
  private final OfflineCalls calls;

  /** Beginning a call may wait for credentials, and whoever says that it is entered must not. */
  private final ExecutorService beginning =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "offline-calls");
            thread.setDaemon(true);
            return thread;
          });

  /** After which nobody waits for a call; what is written down must not end before it. */
  private final Duration patience;

  /**
   * Who is asked, for what.
   *
   * @param modelId Bedrock model id or ARN
   * @param run what its calls are called in the invocation log
   * @param atOnce most calls under way
   * @param timeout longest time of a call
   */
  public record Access(String modelId, String run, int atOnce, Duration timeout) {}

  private ConverseModel(
      BedrockRuntimeAsyncClient client,
      Access access,
      Pricing prices,
      InstantSource clock,
      OfflineCalls calls) {
    this.client = client;
    this.calls = calls;
    this.modelId = access.modelId();
    this.run = access.run();
    this.patience = access.timeout().multipliedBy(2);
    this.prices = prices;
    this.clock = clock;
  }

  /**
   * Opens it; the caller closes it.
   *
   * @param calls each call is entered there before it is made, and ended on the client's threads
   */
  public static ConverseModel open(
      AwsConnection aws, Access access, Pricing prices, InstantSource clock, OfflineCalls calls) {
    BedrockRuntimeAsyncClient client =
        aws.apply(BedrockRuntimeAsyncClient.builder())
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .maxConcurrency(access.atOnce())
                    .readTimeout(access.timeout()))
            .overrideConfiguration(
                configuration ->
                    configuration
                        .apiCallTimeout(access.timeout())
                        .retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    return new ConverseModel(client, access, prices, clock, calls);
  }

  @Override
  public CompletableFuture<Reply> ask(Question question) {
    Instant now = clock.instant();
    TokenUsage most = most(question);
    return calls
        .enter(
            new OfflineCalls.Planned(
                question.id(),
                run,
                modelId,
                now,
                now.plus(patience),
                most,
                prices.cost(modelId, now, most)))
        .thenComposeAsync(entry -> ask(question, entry), beginning)
        .exceptionally(
            failure ->
                new Reply(
                    Said.nothing("the call could not be entered in the ledger", 0),
                    Next.ASK_AGAIN,
                    Paid.NOTHING));
  }

  private CompletableFuture<Reply> ask(Question question, OfflineCalls.Entry entry) {
    Instant begun = clock.instant();
    return client
        .converse(request(question))
        .thenApply(response -> answered(entry, response, begun))
        .exceptionally(thrown -> failed(entry, thrown, begun));
  }

  @Override
  public Optional<BigDecimal> bound(Question question) {
    return prices.cost(modelId, clock.instant(), most(question));
  }

  /** No token is shorter than a byte. */
  private static TokenUsage most(Question question) {
    long input =
        question.user().getBytes(UTF_8).length
            + question.system().map(system -> system.getBytes(UTF_8).length).orElse(0)
            + ENVELOPE_TOKENS;
    return new TokenUsage(input, (long) question.maxTokens(), 0L, 0L, 0L);
  }

  @Override
  public void close() {
    beginning.shutdown();
    client.close();
  }

  private ConverseRequest request(Question question) {
    InferenceConfiguration.Builder inference =
        InferenceConfiguration.builder().maxTokens(question.maxTokens());
    question.temperature().ifPresent(temperature -> inference.temperature((float) temperature));
    return ConverseRequest.builder()
        .modelId(modelId)
        .system(question.system().map(SystemContentBlock::fromText).stream().toList())
        .messages(
            Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(question.user()))
                .build())
        .inferenceConfig(inference.build())
        .requestMetadata(Map.of("run", run))
        .build();
  }

  private Reply answered(OfflineCalls.Entry entry, ConverseResponse response, Instant begun) {
    String text =
        response.output() == null || response.output().message() == null
            ? ""
            : response.output().message().content().stream()
                .map(ContentBlock::text)
                .filter(Objects::nonNull)
                .collect(Collectors.joining());
    Optional<TokenUsage> usage = usage(response.usage());
    Optional<BigDecimal> cost = usage.flatMap(known -> prices.cost(modelId, begun, known));
    entry.answered(
        new OfflineCalls.Answer(
            begun,
            clock.instant(),
            Optional.ofNullable(response.responseMetadata().requestId()),
            usage,
            cost));
    return new Reply(
        new Said(Optional.of(text), Optional.empty(), usage, cost, millisSince(begun)),
        Next.KEEP,
        Paid.AS_SAID);
  }

  private Reply failed(OfflineCalls.Entry entry, Throwable thrown, Instant begun) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String kind = failure.getClass().getSimpleName();
    if (failure instanceof AwsServiceException answered) {
      entry.refused();
      int status = answered.statusCode();
      boolean isBusy = status == TOO_MANY || status == REQUEST_TIMEOUT || status >= SERVER;
      return new Reply(
          Said.nothing(
              "the endpoint answered with status " + status + " (" + kind + ")",
              millisSince(begun)),
          isBusy ? Next.ASK_AGAIN : Next.KEEP,
          Paid.NOTHING);
    }
    // It stays open in the ledger: it may have been answered, and paid for.
    return new Reply(
        Said.nothing("no reply came from the endpoint (" + kind + ")", millisSince(begun)),
        Next.ASK_AGAIN,
        Paid.UNKNOWN);
  }

  private long millisSince(Instant begun) {
    return Math.max(0, Duration.between(begun, clock.instant()).toMillis());
  }

  /** Nothing here writes to a prompt cache; where the endpoint says so, it is for five minutes. */
  private static Optional<TokenUsage> usage(
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage usage) {
    if (usage == null || usage.inputTokens() == null || usage.outputTokens() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new TokenUsage(
            (long) usage.inputTokens(),
            (long) usage.outputTokens(),
            orZero(usage.cacheReadInputTokens()),
            orZero(usage.cacheWriteInputTokens()),
            0L));
  }

  private static long orZero(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }
}
