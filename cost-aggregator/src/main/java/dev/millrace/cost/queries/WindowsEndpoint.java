package dev.millrace.cost.queries;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.platform.settings.Secret;
import dev.millrace.schemas.json.RecordJson;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code GET /v1/windows?tenant=&pipeline=&window=1m|1h|1d&from=&to=}: windows as a JSON array, out
 * of whichever instance has them.
 *
 * @param key who asks has to bring it; none where absent
 * @param queries answers out of this instance
 * @param others asks another instance
 * @param work where stores are read: they may have to wait for the disk
 */
public record WindowsEndpoint(
    Optional<Secret> key,
    Function<WindowQuery, Answer> queries,
    OtherInstances others,
    Executor work)
    implements Endpoint {

  /** Its path. */
  public static final String PATH = "/v1/windows";

  /** Says that another instance passed the call on, so that none goes in circles. */
  static final String FORWARDED = "millrace-forwarded";

  private static final String TENANT = "tenant";
  private static final String PIPELINE = "pipeline";
  private static final String WINDOW = "window";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final Set<String> PARAMETERS = Set.of(TENANT, PIPELINE, WINDOW, FROM, TO);

  private static final Problem NOBODY =
      new Problem(
          503, "UNAVAILABLE", "no instance has these windows just now: ask again in a moment");

  private static final Problem BUSY =
      new Problem(503, "BUSY", "too many ask at once: ask again in a moment");

  /** What a call asks for, or why it cannot be understood. */
  private sealed interface Reading {

    record Understood(WindowQuery query) implements Reading {}

    record Refused(Problem problem) implements Reading {}
  }

  @Override
  public CompletionStage<HttpReply> answer(HttpCall call) {
    if (!isKnown(call)) {
      return new Problem(401, "UNAUTHORIZED", "send cost.queries.key as Authorization: Bearer KEY")
          .reply()
          .with("WWW-Authenticate", "Bearer")
          .done();
    }
    Reading reading = read(call);
    if (reading instanceof Reading.Refused refused) {
      return refused.problem().reply().done();
    }
    if (reading instanceof Reading.Understood understood) {
      try {
        return CompletableFuture.supplyAsync(() -> queries.apply(understood.query()), work)
            .thenCompose(answer -> reply(call, answer));
      } catch (RejectedExecutionException e) {
        return BUSY.reply().with("Retry-After", "1").done();
      }
    }
    throw new AssertionError(reading);
  }

  private boolean isKnown(HttpCall call) {
    return key.isEmpty()
        || call.header("authorization")
            .filter(
                given ->
                    MessageDigest.isEqual(
                        given.getBytes(UTF_8), ("Bearer " + key.get().reveal()).getBytes(UTF_8)))
            .isPresent();
  }

  private CompletionStage<HttpReply> reply(HttpCall call, Answer answer) {
    if (answer instanceof Answer.Windows windows) {
      String json =
          windows.windows().stream()
              .map(window -> RecordJson.of(window).toString())
              .collect(Collectors.joining(",", "[", "]"));
      return HttpReply.of(200, "application/json", json.getBytes(UTF_8)).done();
    }
    if (answer instanceof Answer.TooMany tooMany) {
      return new Problem(
              400,
              "TOO_MANY_WINDOWS",
              "these are more than " + tooMany.limit() + " windows: ask for a shorter time")
          .reply()
          .done();
    }
    if (answer instanceof Answer.Elsewhere elsewhere && call.header(FORWARDED).isEmpty()) {
      return others
          .ask(elsewhere.host(), call)
          .exceptionally(failure -> NOBODY.reply().with("Retry-After", "1"));
    }
    return NOBODY.reply().with("Retry-After", "1").done();
  }

  private static Reading read(HttpCall call) {
    for (var parameter : call.query().entrySet()) {
      if (!PARAMETERS.contains(parameter.getKey()) || parameter.getValue().size() != 1) {
        return refused(
            "the parameters are "
                + String.join(", ", List.of(TENANT, PIPELINE, WINDOW, FROM, TO))
                + ", each once");
      }
    }
    Optional<String> tenant = call.queryValue(TENANT);
    Optional<String> pipeline = call.queryValue(PIPELINE);
    Optional<CostWindow> window =
        CostWindow.labelled(call.queryValue(WINDOW).orElse(CostWindow.HOUR.label()));
    if (tenant.isEmpty() || pipeline.isEmpty()) {
      return refused("name the tenant and the pipeline");
    }
    if (window.isEmpty()) {
      return refused("window is one of 1m, 1h and 1d");
    }
    try {
      return new Reading.Understood(
          new WindowQuery(
              tenant.get(),
              pipeline.get(),
              window.get(),
              call.queryValue(FROM).map(Instant::parse).orElse(Instant.EPOCH),
              call.queryValue(TO)
                  .map(Instant::parse)
                  .orElse(Instant.parse("9999-01-01T00:00:00Z"))));
    } catch (DateTimeParseException e) {
      return refused("from and to are instants such as 2026-11-26T10:00:00Z");
    } catch (IllegalArgumentException e) {
      return refused("from is not later than to");
    }
  }

  private static Reading refused(String detail) {
    return new Reading.Refused(new Problem(400, "INVALID_QUERY", detail));
  }
}
