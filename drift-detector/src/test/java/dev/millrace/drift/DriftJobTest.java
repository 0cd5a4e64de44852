package dev.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.labels.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftJobTest {

  @Test
  void givesEveryOperatorAnIdentity() {
    assertThat(graph().getStreamNodes())
        .hasSizeGreaterThanOrEqualTo(Operator.values().length)
        .allSatisfy(
            node -> assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull());
  }

  @Test
  void canBeSentToACluster() {
    assertThat(graph().getJobGraph().getVertices()).isNotEmpty();
  }

  /** Kryo would keep state that no later version can read. */
  @ParameterizedTest
  @ValueSource(
      classes = {Answer.class, Judgement.class, LabelChange.class, Observation.class, Remark.class})
  void keepsNothingInAFormOfKryo(Class<?> kept) {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);

    assertThat(TypeInformation.of(kept).createSerializer(config)).isNotNull();
  }

  /** Events that fall silent are nobody's reason to jump to the end of time. */
  @Test
  void feedbackTellsNoTime() {
    List<String> told = new ArrayList<>();
    Timeless<String> timeless = new Timeless<>();
    WatermarkOutput output =
        new WatermarkOutput() {
          @Override
          public void emitWatermark(Watermark watermark) {
            told.add("watermark");
          }

          @Override
          public void markIdle() {
            told.add("idle");
          }

          @Override
          public void markActive() {
            told.add("active");
          }
        };

    timeless.onPeriodicEmit(output);
    timeless.onEvent("feedback", 5, output);
    timeless.onPeriodicEmit(output);

    assertThat(told).containsExactly("idle", "idle");
  }

  private static StreamGraph graph() {
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
    environment.setParallelism(4);
    DriftJob.define(environment, new GivenSettings(Map.of("kafka.bootstrap", "127.0.0.1:1")));
    return environment.getStreamGraph();
  }
}
