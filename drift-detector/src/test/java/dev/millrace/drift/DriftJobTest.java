package dev.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;

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

  private static StreamGraph graph() {
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
    environment.setParallelism(4);
    DriftJob.define(environment, new GivenSettings(Map.of("kafka.bootstrap", "127.0.0.1:1")));
    return environment.getStreamGraph();
  }
}
