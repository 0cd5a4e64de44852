package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pieces of answers in one stream, for who wants them.
 *
 * <p><i>Shape</i>: always from now on: of what ended before, the prediction says all. None is shown
 * behind the prediction of its request, though the two topics may be read in any order.
 *
 * <p><i>Threads</i>: the stream's.
 */
final class ChunkEvents {

  private static final Logger LOG = LoggerFactory.getLogger(ChunkEvents.class);

  /** The last pieces of an answer come within seconds of its end, if they come late. */
  private static final int REMEMBERED = 1_000;

  private final StreamQuery query;
  private final AvroCodec<PredictionChunk> codec;

  /** Requests that have ended, the newest last. */
  private final Map<String, Boolean> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  ChunkEvents(StreamQuery query, AvroCodec<PredictionChunk> codec) {
    this.query = query;
    this.codec = codec;
  }

  /** The partitions that have to be read; none where nobody wants chunks. */
  List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    return isWanted() ? TopicPartitions.of(consumer, Topics.PREDICTION_CHUNKS) : List.of();
  }

  /** Puts a consumer that has the partitions behind all that was written so far. */
  void begin(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      consumer.seekToEnd(partitions);
      // Asked for now, or else it would be the end at the first poll.
      partitions.forEach(consumer::position);
    }
  }

  /** Takes in partitions that are new. */
  void takeNew(Consumer<?, ?> consumer) {
    if (isWanted()) {
      TopicPartitions.takeNew(consumer, Topics.PREDICTION_CHUNKS);
    }
  }

  /** The chunk of a record, where it is to be shown. */
  Optional<PredictionChunk> shown(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      PredictionChunk chunk = codec.decode(record.value());
      return Optional.of(chunk)
          .filter(one -> one.getTenant().equals(query.tenant()))
          .filter(one -> one.getPipeline().equals(query.pipeline()))
          .filter(one -> !ended.containsKey(one.getRequestId()));
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "{}-{}@{} cannot be read and is passed over",
          record.topic(),
          record.partition(),
          record.offset(),
          e);
      return Optional.empty();
    }
  }

  /** The prediction of a request of the query has come. */
  void ended(String requestId) {
    if (isWanted()) {
      ended.put(requestId, true);
    }
  }

  private boolean isWanted() {
    return query.extent() == StreamQuery.Extent.CHUNKS_AND_ENDS;
  }
}
