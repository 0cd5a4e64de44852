package dev.millrace.cost;

import dev.millrace.cost.domain.Rates;
import dev.millrace.platform.streams.DayBlocks;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * What one instance makes of records, without what Kafka Streams does around it: its processors
 * with stores in memory, so that thousands of records take no time. {@link Aggregator} is the
 * whole.
 */
final class Instance {

  private final AvroCodec<Prediction> predictions;
  private final AvroCodec<CostMetric> metrics;
  private final MockProcessorContext<String, byte[]> charges = new MockProcessorContext<>();
  private final MockProcessorContext<String, CostMetric> windows = new MockProcessorContext<>();
  private final ChargeProcessor charge;
  private final BookingProcessor book;
  private final Map<String, Aggregator.Written> newest = new TreeMap<>();
  private final DayBlocks booked =
      BookedCalls.builder(Aggregator.HORIZON.records(), new MarksInMemory())
          .withLoggingDisabled()
          .build();
  private final PendingWindows pending = PendingWindows.builder().withLoggingDisabled().build();
  private long streamTime;
  private long clock;

  Instance(Rates rates) {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    this.predictions = new AvroCodec<>(Topics.PREDICTIONS, registry);
    this.metrics = new AvroCodec<>(Topics.COST_METRICS, registry);
    this.charge = new ChargeProcessor(new ChargeReader(registry, rates));
    charge.init(charges);
    add(booked);
    add(pending);
    for (String name : List.of(CostWindows.NAME, Sweep.NAME)) {
      add(
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build());
    }
    this.book =
        new BookingProcessor(
            new BookingProcessor.Parts(rates, Aggregator.HORIZON, Aggregator.TOGETHER));
    book.init(windows);
  }

  /** Takes a record that the brokers took in at an instant. */
  void take(Prediction prediction, Instant takenIn) {
    charge.process(
        new Record<>(new byte[0], predictions.encode(prediction), takenIn.toEpochMilli()));
    streamTime = Math.max(streamTime, takenIn.toEpochMilli());
    windows.setCurrentStreamTimeMs(streamTime);
    charges
        .forwarded()
        .forEach(
            one ->
                book.process(
                    new Record<>(
                        String.valueOf(one.record().key()),
                        one.record().value(),
                        one.record().timestamp())));
    charges.resetForwards();
  }

  /** What is under way is committed, and windows are written. */
  void pass() {
    booked.flushCache();
    pending.flushCache();
    clock += Aggregator.WRITING.toMillis();
    for (CapturedPunctuator writing : windows.scheduledPunctuators()) {
      writing.getPunctuator().punctuate(clock);
    }
    windows
        .forwarded()
        .forEach(
            one -> {
              CostMetric metric = one.record().value();
              newest.put(
                  Aggregator.name(metric), new Aggregator.Written(metrics.encode(metric), metric));
            });
    windows.resetForwards();
  }

  /** The newest record of each window, by the name of the window. */
  Map<String, Aggregator.Written> newest() {
    return newest;
  }

  private void add(StateStore store) {
    windows.addStateStore(store);
    store.init(windows.getStateStoreContext(), store);
  }
}
