package dev.millrace.inference;

import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.batch.BatchOrder;
import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.record.Route;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A closed batch as a checkpoint keeps it; the requests themselves lie in the operator's own queue.
 * Its shape is state.
 *
 * @param part of the model in the pipeline
 * @param form of the records
 * @param ended by place of the request: whether it has its terminal record
 * @param held by place of the request: whether it is or was with the instance that keeps this copy;
 *     the others of a batch that was brought back are elsewhere
 * @param latestDeadlineMillis after which nobody asks for it any more, since 1970
 * @param jobArn null as long as it is not known
 */
public record BulkBatch(
    String token,
    String pipeline,
    String modelId,
    int modelVersion,
    String part,
    String form,
    String[] requestIds,
    boolean[] ended,
    boolean[] held,
    long latestDeadlineMillis,
    @Nullable String jobArn) {

  static BulkBatch of(
      BatchOrder order, BatchMembers members, Instant latestDeadline, @Nullable String jobArn) {
    return new BulkBatch(
        order.token(),
        order.pipeline(),
        order.route().modelId(),
        order.route().version(),
        order.route().part().name(),
        order.form().name(),
        order.requestIds().toArray(String[]::new),
        places(order, members::hasEnded),
        places(order, members::holds),
        latestDeadline.toEpochMilli(),
        jobArn);
  }

  private static boolean[] places(BatchOrder order, Predicate<String> is) {
    boolean[] places = new boolean[order.requestIds().size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = is.test(order.requestIds().get(i));
    }
    return places;
  }

  /** What this copy and another one of the same batch know together. */
  BulkBatch with(BulkBatch other) {
    return new BulkBatch(
        token,
        pipeline,
        modelId,
        modelVersion,
        part,
        form,
        requestIds,
        either(ended, other.ended),
        either(held, other.held),
        Math.max(latestDeadlineMillis, other.latestDeadlineMillis),
        jobArn == null ? other.jobArn : jobArn);
  }

  private static boolean[] either(boolean[] one, boolean[] other) {
    boolean[] either = one.clone();
    for (int i = 0; i < either.length; i++) {
      either[i] |= other[i];
    }
    return either;
  }

  /** Ids of the requests that have ended, as far as this copy knows. */
  Set<String> endedIds() {
    return ids(ended);
  }

  /** Ids of the requests that are or were with the instance that keeps this copy. */
  Set<String> heldIds() {
    return ids(held);
  }

  private Set<String> ids(boolean[] are) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < are.length; i++) {
      if (are[i]) {
        ids.add(requestIds[i]);
      }
    }
    return ids;
  }

  BatchOrder order() {
    return new BatchOrder(
        token,
        pipeline,
        new ModelRoute(modelId, modelVersion, Route.valueOf(part)),
        RecordForm.valueOf(form),
        List.of(requestIds));
  }

  Instant latestDeadline() {
    return Instant.ofEpochMilli(latestDeadlineMillis);
  }
}
