package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.quality.Quality;
import dev.millrace.ingestion.gateway.quality.QualityPage;
import dev.millrace.ingestion.gateway.quality.QualityQuery;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.json.RecordJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Shows what windows say of the drift and quality of a tenant's pipelines: {@code GET /v1/drift}.
 *
 * <p><i>Shape</i>: pipelines that the tenant alone uses: windows cover all requests of a pipeline,
 * and would tell of those of others. Whole windows, oldest first, in the fields of the Avro record;
 * where there are more than fit, {@code next} is what to ask {@code from} for the rest.
 *
 * <p><i>Failure</i>: 400 where a parameter is none; 503 while older windows are still being read,
 * or where too many ask at once.
 */
final class DriftEndpoint {

  private static final Duration USUAL_SPAN = Duration.ofDays(1);

  private final GatewayParts parts;
  private final Quality quality;

  DriftEndpoint(GatewayParts parts, Quality quality) {
    this.parts = parts;
    this.quality = quality;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    Part<QualityQuery> read = query(tenant, call);
    if (read instanceof Part.Bad<QualityQuery> bad) {
      return bad.problem().reply().done();
    }
    QualityQuery query = ((Part.Good<QualityQuery>) read).value();
    return quality
        .find(query)
        .thenApply(found -> reply(query, found))
        .exceptionally(failure -> parts.outage().unread("figures", failure));
  }

  private Part<QualityQuery> query(String tenant, HttpCall call) {
    Optional<String> wanted = call.queryValue("verdict");
    Optional<Verdict> verdict = wanted.flatMap(DriftEndpoint::verdict);
    if (wanted.isPresent() && verdict.isEmpty()) {
      return new Part.Bad<>(
          Problems.of(
              Cause.INVALID_FIELD,
              "verdict is not one of "
                  + Arrays.stream(Verdict.values())
                      .map(DriftEndpoint::word)
                      .collect(Collectors.joining(", "))));
    }
    Part<PageParameters> read = PageParameters.read(call, parts.clock().instant(), USUAL_SPAN);
    if (read instanceof Part.Bad<PageParameters> bad) {
      return new Part.Bad<>(bad.problem());
    }
    PageParameters page = ((Part.Good<PageParameters>) read).value();
    return new Part.Good<>(
        new QualityQuery(
            tenant,
            new QualityQuery.Filter(call.queryValue("pipeline"), verdict),
            page.from(),
            page.to(),
            page.limit()));
  }

  private static HttpReply reply(QualityQuery query, Optional<QualityPage> found) {
    if (found.isEmpty()) {
      return Problems.stillReading();
    }
    return HttpReply.of(200, EventBodies.JSON, json(query, found.get()).toString().getBytes(UTF_8));
  }

  private static Optional<Verdict> verdict(String word) {
    return Arrays.stream(Verdict.values()).filter(one -> word(one).equals(word)).findFirst();
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ObjectNode json(QualityQuery query, QualityPage page) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("from", query.from().toString()).put("to", query.to().toString());
    ArrayNode figures = answer.putArray("figures");
    page.figures().forEach(figure -> figures.add(RecordJson.of(figure)));
    answer.put("next", page.next().map(Instant::toString).orElse(null));
    return answer;
  }
}
