package dev.millrace.cost;

import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.ChargedCall;
import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.cost.domain.Use;
import dev.millrace.cost.domain.Uses;
import dev.millrace.record.Lane;
import dev.millrace.record.Route;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.PartialReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a terminal record says about money, and passes over the rest of it.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class ChargeReader {

  /**
   * Of a kind, in one call: a million times the longest context there is, and so little that a
   * window of nine million such calls has a sum.
   */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  /** Minutes up to then are numbered in 32 bits, as accounts of budgets store them. */
  private static final Instant LATEST = Instant.parse("3000-01-01T00:00:00Z");

  private final Rates rates;
  private final PartialReader records;
  private final Fields fields;

  ChargeReader(SchemaRegistry registry, Rates rates) {
    this.rates = rates;
    this.records =
        new PartialReader(
            Topics.PREDICTIONS,
            registry,
            Map.of(
                "Prediction",
                Set.of(
                    "requestId",
                    "eventId",
                    "tenant",
                    "pipeline",
                    "route",
                    "attempts",
                    "cost",
                    "lane",
                    "receivedAt",
                    "completedAt"),
                "Attempt",
                Set.of(
                    "number",
                    "modelId",
                    "modelVersion",
                    "startedAt",
                    "result",
                    "endpointRequestId",
                    "serviceTier",
                    "usage",
                    "records",
                    "usageEstimated")));
    this.fields = Fields.of(records.schema());
  }

  /**
   * The charge of a record of predictions or shadow-predictions; empty where nothing is paid for.
   *
   * @throws dev.millrace.schemas.wire.UnreadableRecordException where it is no such record
   * @throws IllegalArgumentException where it says what cannot be
   */
  Optional<Charge> read(byte[] value) {
    IndexedRecord record = records.read(value);
    Charge.Kind kind = kind(String.valueOf(record.get(fields.route)));
    boolean priced = record.get(fields.cost) != null;
    List<ChargedCall> calls = new ArrayList<>();
    for (Object attempt : (List<?>) record.get(fields.attempts)) {
      call((IndexedRecord) attempt, kind, priced)
          .map(call -> kind == Charge.Kind.OFFLINE ? call.of(text(record, fields.eventId)) : call)
          .ifPresent(calls::add);
    }
    if (calls.isEmpty()) {
      return Optional.empty();
    }
    if (kind != Charge.Kind.OFFLINE) {
      int last = calls.size() - 1;
      calls.set(last, calls.get(last).ending());
    }
    return Optional.of(
        new Charge(
            new Charge.Subject(
                kind,
                text(record, fields.requestId),
                text(record, fields.tenant),
                text(record, fields.pipeline),
                Lane.valueOf(String.valueOf(record.get(fields.lane)))),
            (Long) record.get(kind == Charge.Kind.OFFLINE ? fields.receivedAt : fields.completedAt),
            calls));
  }

  private static Charge.Kind kind(String route) {
    if (route.equals(Route.SHADOW.name())) {
      return Charge.Kind.SHADOW;
    }
    return route.equals(Route.OFFLINE.name()) ? Charge.Kind.OFFLINE : Charge.Kind.REQUEST;
  }

  private Optional<ChargedCall> call(IndexedRecord attempt, Charge.Kind kind, boolean priced) {
    String result = text(attempt, fields.result);
    @Nullable Object usage = attempt.get(fields.usage);
    Optional<Knowledge> knowledge =
        usage == null
            ? Uses.withoutUsage(result, priced)
            : Optional.of(
                (Boolean) attempt.get(fields.usageEstimated)
                    ? Knowledge.ESTIMATED
                    : Knowledge.REPORTED);
    if (knowledge.isEmpty()) {
      return Optional.empty();
    }
    Tokens tokens = usage == null ? Tokens.NONE : tokens((IndexedRecord) usage);
    String modelId = text(attempt, fields.modelId);
    Use use = Uses.of(new Uses.Seen(kind, result, (Integer) attempt.get(fields.records)));
    return Optional.of(
        new ChargedCall(
            (Integer) attempt.get(fields.number),
            modelId,
            (Integer) attempt.get(fields.modelVersion),
            optional(attempt, fields.serviceTier),
            startedAt(attempt),
            optional(attempt, fields.endpointRequestId),
            Portion.of(use, knowledge.get(), rates.band(modelId, tokens), tokens),
            tokens,
            false));
  }

  private long startedAt(IndexedRecord attempt) {
    long millis = (Long) attempt.get(fields.startedAt);
    if (millis >= LATEST.toEpochMilli()) {
      throw new IllegalArgumentException(
          "a call began at " + millis + " ms since 1970, expected before " + LATEST);
    }
    return millis;
  }

  private Tokens tokens(IndexedRecord usage) {
    return new Tokens(
        count(usage, fields.input),
        count(usage, fields.output),
        count(usage, fields.cacheRead),
        count(usage, fields.cacheWrite5m),
        count(usage, fields.cacheWrite1h));
  }

  private static long count(IndexedRecord usage, int field) {
    long tokens = (Long) usage.get(field);
    if (tokens > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "a call took " + tokens + " tokens of a kind, expected at most " + MOST_TOKENS);
    }
    return tokens;
  }

  private static String text(IndexedRecord record, int field) {
    return String.valueOf(record.get(field));
  }

  private static Optional<String> optional(IndexedRecord record, int field) {
    return Optional.ofNullable(record.get(field)).map(Object::toString);
  }

  /** Where the fields are: looked up once, not once a record. */
  private static final class Fields {

    private final int requestId;
    private final int eventId;
    private final int tenant;
    private final int pipeline;
    private final int route;
    private final int attempts;
    private final int cost;
    private final int lane;
    private final int receivedAt;
    private final int completedAt;
    private final int number;
    private final int modelId;
    private final int modelVersion;
    private final int startedAt;
    private final int result;
    private final int endpointRequestId;
    private final int serviceTier;
    private final int usage;
    private final int records;
    private final int usageEstimated;
    private final int input;
    private final int output;
    private final int cacheRead;
    private final int cacheWrite5m;
    private final int cacheWrite1h;

    private Fields(Schema prediction, Schema attempt, Schema tokens) {
      requestId = at(prediction, "requestId");
      eventId = at(prediction, "eventId");
      tenant = at(prediction, "tenant");
      pipeline = at(prediction, "pipeline");
      route = at(prediction, "route");
      attempts = at(prediction, "attempts");
      cost = at(prediction, "cost");
      lane = at(prediction, "lane");
      receivedAt = at(prediction, "receivedAt");
      completedAt = at(prediction, "completedAt");
      number = at(attempt, "number");
      modelId = at(attempt, "modelId");
      modelVersion = at(attempt, "modelVersion");
      startedAt = at(attempt, "startedAt");
      result = at(attempt, "result");
      endpointRequestId = at(attempt, "endpointRequestId");
      serviceTier = at(attempt, "serviceTier");
      usage = at(attempt, "usage");
      records = at(attempt, "records");
      usageEstimated = at(attempt, "usageEstimated");
      input = at(tokens, "inputTokens");
      output = at(tokens, "outputTokens");
      cacheRead = at(tokens, "cacheReadTokens");
      cacheWrite5m = at(tokens, "cacheWrite5mTokens");
      cacheWrite1h = at(tokens, "cacheWrite1hTokens");
    }

    static Fields of(Schema prediction) {
      Schema attempt = prediction.getField("attempts").schema().getElementType();
      Schema usage =
          attempt.getField("usage").schema().getTypes().stream()
              .filter(type -> type.getType() == Schema.Type.RECORD)
              .findFirst()
              .orElseThrow();
      return new Fields(prediction, attempt, usage);
    }

    private static int at(Schema schema, String field) {
      return schema.getField(field).pos();
    }
  }
}
