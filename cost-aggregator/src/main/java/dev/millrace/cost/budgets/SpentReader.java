package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Spent;
import dev.millrace.cost.domain.PackedWriter;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.PartialReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a cost window what budgets need, and passes over the rest: five of eight sums.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class SpentReader {

  private final PartialReader windows;
  private final Fields fields;

  /**
   * What the calls of a minute cost, but for those that no budget of a tenant counts.
   *
   * @param minute the newest revision of which says it
   */
  record Reading(SpentMinute minute, Spent spent) {}

  SpentReader(SchemaRegistry registry) {
    this.windows =
        new PartialReader(
            Topics.COST_METRICS,
            registry,
            Map.of(
                "CostMetric",
                Set.of(
                    "tenant",
                    "pipeline",
                    "modelId",
                    "modelVersion",
                    "serviceTier",
                    "lane",
                    "windowStart",
                    "windowEnd",
                    "total",
                    "useful",
                    "offline"),
                "Spend",
                Set.of("cost", "unpricedCalls")));
    this.fields = new Fields(windows.schema());
  }

  /**
   * The minute of a record of cost-metrics; empty where it is a longer window.
   *
   * @throws dev.millrace.schemas.wire.UnreadableRecordException where it is no such record
   * @throws IllegalArgumentException where it says what cannot be
   */
  Optional<Reading> read(byte[] value) {
    IndexedRecord metric = windows.read(value);
    Instant start = Instant.ofEpochMilli((Long) metric.get(fields.start));
    Instant end = Instant.ofEpochMilli((Long) metric.get(fields.end));
    return CostWindow.between(start, end)
        .filter(window -> window == CostWindow.MINUTE)
        .map(window -> new Reading(minute(start, metric), spent(metric)));
  }

  private SpentMinute minute(Instant start, IndexedRecord metric) {
    String tenant = text(metric, fields.tenant);
    String pipeline = text(metric, fields.pipeline);
    String modelId = text(metric, fields.modelId);
    @Nullable Object tier = metric.get(fields.tier);
    PackedWriter key =
        SpentMinute.beginning(start)
            .text(tenant)
            .text(pipeline)
            .text(modelId)
            .number((Integer) metric.get(fields.modelVersion))
            .optional(Optional.ofNullable(tier).map(Object::toString))
            .text(text(metric, fields.lane));
    return new SpentMinute(start, tenant, pipeline, modelId, Bytes.wrap(key.bytes()));
  }

  private Spent spent(IndexedRecord metric) {
    IndexedRecord total = (IndexedRecord) metric.get(fields.total);
    IndexedRecord offline = (IndexedRecord) metric.get(fields.offline);
    BigDecimal counted = cost(total).subtract(cost(offline));
    return new Spent(
        counted,
        counted.subtract(cost((IndexedRecord) metric.get(fields.useful))),
        (Long) total.get(fields.unpriced) - (Long) offline.get(fields.unpriced));
  }

  private BigDecimal cost(IndexedRecord spend) {
    ByteBuffer bytes = ((ByteBuffer) spend.get(fields.cost)).duplicate();
    byte[] unscaled = new byte[bytes.remaining()];
    bytes.get(unscaled);
    return new BigDecimal(new BigInteger(unscaled), fields.scale);
  }

  private static String text(IndexedRecord record, int field) {
    return String.valueOf(record.get(field));
  }

  /** Where the fields are: looked up once, not once a record. */
  private static final class Fields {

    private final int tenant;
    private final int pipeline;
    private final int modelId;
    private final int modelVersion;
    private final int tier;
    private final int lane;
    private final int start;
    private final int end;
    private final int total;
    private final int useful;
    private final int offline;
    private final int cost;
    private final int unpriced;

    /** Digits of amounts behind the point. */
    private final int scale;

    Fields(Schema metric) {
      tenant = at(metric, "tenant");
      pipeline = at(metric, "pipeline");
      modelId = at(metric, "modelId");
      modelVersion = at(metric, "modelVersion");
      tier = at(metric, "serviceTier");
      lane = at(metric, "lane");
      start = at(metric, "windowStart");
      end = at(metric, "windowEnd");
      total = at(metric, "total");
      useful = at(metric, "useful");
      offline = at(metric, "offline");
      Schema spend = metric.getField("total").schema();
      cost = at(spend, "cost");
      unpriced = at(spend, "unpricedCalls");
      scale = ((LogicalTypes.Decimal) spend.getField("cost").schema().getLogicalType()).getScale();
    }

    private static int at(Schema schema, String field) {
      return schema.getField(field).pos();
    }
  }
}
