package dev.millrace.drift;

import dev.millrace.drift.domain.labels.Remark;
import dev.millrace.record.Feedback;
import dev.millrace.record.JudgeVerdict;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.flink.TopicCodec;
import dev.millrace.schemas.registry.RegistryAccess;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what people and judge models say, each from its topic: nobody is taken for the other. */
final class RemarkReading implements KafkaRecordDeserializationSchema<Remark> {

  private static final long serialVersionUID = 1;

  private final TopicReading<Feedback, Remark> feedback;
  private final TopicReading<JudgeVerdict, Remark> verdicts;

  RemarkReading(RegistryAccess registry, TypeInformation<Remark> type) {
    this.feedback =
        new TopicReading<>(new TopicCodec<>(Topics.FEEDBACK, registry), Remark::of, type);
    this.verdicts =
        new TopicReading<>(new TopicCodec<>(Topics.JUDGE_VERDICTS, registry), Remark::of, type);
  }

  @Override
  public void open(InitializationContext context) {
    feedback.open(context);
    verdicts.open(context, "unreadableVerdicts");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Remark> out) {
    if (record.topic().equals(Topics.JUDGE_VERDICTS.name())) {
      verdicts.deserialize(record, out);
    } else {
      feedback.deserialize(record, out);
    }
  }

  @Override
  public TypeInformation<Remark> getProducedType() {
    return feedback.getProducedType();
  }
}
