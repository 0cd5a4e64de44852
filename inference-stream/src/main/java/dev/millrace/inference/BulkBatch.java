package dev.millrace.inference;

import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.batch.BatchOrder;
import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.record.Route;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A closed batch as a checkpoint keeps it; the requests themselves lie in the operator's own queue.
 * Its shape is state.
 *
 * @param part of the model in the pipeline
 * @param form of the records
 * @param ended by place of the request: whether it has its terminal record
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
    long latestDeadlineMillis,
    @Nullable String jobArn) {

  static BulkBatch of(
      BatchOrder order, boolean[] ended, Instant latestDeadline, @Nullable String jobArn) {
    return new BulkBatch(
        order.token(),
        order.pipeline(),
        order.route().modelId(),
        order.route().version(),
        order.route().part().name(),
        order.form().name(),
        order.requestIds().toArray(String[]::new),
        ended,
        latestDeadline.toEpochMilli(),
        jobArn);
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
