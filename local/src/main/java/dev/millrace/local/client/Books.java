package dev.millrace.local.client;

import dev.millrace.local.domain.Balance;
import dev.millrace.local.domain.EventPosition;
import dev.millrace.local.domain.Pricing;
import dev.millrace.local.domain.Reconciliation;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryClient;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the topics and the endpoint's meter of a factory, in the order that makes it safe. */
public final class Books {

  private final RunningFactory factory;
  private final RegistryClient registry;
  private final TopicReader topics;

  public Books(RunningFactory factory) {
    this.factory = factory;
    this.registry = factory.registry();
    this.topics = factory.topics();
  }

  /** The balance up to now. */
  public Balance balance() throws IOException, InterruptedException {
    PriceBook prices = PriceBook.starter();
    Pricing pricing =
        (model, at, usage) -> prices.find(model, at).flatMap(price -> price.of(usage));
    Reconciliation books = new Reconciliation(pricing, factory.folder().starts().lostLimit());
    read(
        Topics.PREDICTIONS,
        (record, prediction) -> books.prediction(prediction),
        record -> books.unreadable(Topics.PREDICTIONS.name(), position(record)));
    read(
        Topics.DEAD_LETTERS,
        (record, letter) -> books.deadLetter(letter),
        record -> books.unreadable(Topics.DEAD_LETTERS.name(), position(record)));
    factory.meter().read(books::call);
    read(
        Topics.RAW_EVENTS,
        (record, event) -> books.event(position(record), event),
        record -> books.unreadableEvent(position(record)));
    return books.balance();
  }

  private <V extends SpecificRecord> void read(
      Topic<V> topic,
      BiConsumer<ConsumerRecord<String, byte[]>, V> to,
      Consumer<ConsumerRecord<String, byte[]>> unreadable) {
    AvroCodec<V> codec = new AvroCodec<>(topic, registry);
    topics.readRaw(
        topic,
        record -> {
          V value;
          try {
            value = codec.decode(record.value() == null ? new byte[0] : record.value());
          } catch (UnreadableRecordException e) {
            unreadable.accept(record);
            return;
          }
          to.accept(record, value);
        });
  }

  private static EventPosition position(ConsumerRecord<?, ?> record) {
    return new EventPosition(record.partition(), record.offset());
  }
}
