package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.http.Routes;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class AppliedPipelinesTest {

  @Test
  void whoMistypesAPipelineIsToldWhichThereAre() {
    AppliedPipelines two = new AppliedPipelines(List.of("pets", "triage"));

    assertThat(two.missing("triage")).isEmpty();
    assertThat(two.missing("pet")).contains("no pipeline pet is applied; these are: pets, triage");
  }

  @Test
  void whoHasNoneIsToldHowToGetOne() {
    assertThat(new AppliedPipelines(List.of()).missing("pets"))
        .contains("no pipeline pets is applied; none is yet: ./millrace apply SPEC.yaml");
  }

  @Test
  void whoseKeyIsRefusedIsToldWhatTheGatewaySaidAndNothingIsRead() {
    for (int status : new int[] {401, 403}) {
      assertThat(
              AppliedPipelines.told(
                  answered(status),
                  () -> {
                    throw new AssertionError("nobody asks");
                  },
                  "pets"))
          .endsWith(" answered " + status + ": as the gateway says it");
    }
  }

  @Test
  void whatTheGatewaySaidIsToldWithThePipelinesThatThereAre() {
    assertThat(
            AppliedPipelines.told(
                answered(404), () -> new AppliedPipelines(List.of("triage")), "pets"))
        .endsWith(
            " answered 404: as the gateway says it\n"
                + "no pipeline pets is applied; these are: triage");
  }

  @Test
  void whatTheGatewaySaidIsToldWhereThePipelinesCannotBeRead() {
    assertThat(
            AppliedPipelines.told(
                answered(404),
                () -> {
                  throw new KafkaException("nobody answers");
                },
                "pets"))
        .endsWith(
            " answered 404: as the gateway says it\n"
                + "which pipelines are applied cannot be read: nobody answers");
  }

  /** As it comes to whoever sends a row to a gateway that answers like this. */
  private static GatewayException answered(int status) {
    try (HttpServer gateway =
        HttpServer.start(
            "gateway",
            HttpListener.loopback(0, "none", 8 * 1024 * 1024),
            new Routes()
                .on(
                    "POST",
                    "/v1/pipelines/{pipeline}/events",
                    call ->
                        new Problem(status, "REFUSED", "as the gateway says it").reply().done()))) {
      Sending sending =
          new Sending(Publishing.to(gateway.address(), "key"), "pets", Sending.Listener.NONE);
      RowColumns columns = new RowColumns(Optional.of("id"), Optional.empty(), RowIds.derived());
      return catchThrowableOfType(
          GatewayException.class,
          () ->
              sending.send(
                  RowReader.of(RowFormat.CSV, columns), new StringReader("id,text\na,x\n")));
    }
  }

  @Test
  void manyAreCounted() {
    List<String> names = IntStream.range(10, 33).mapToObj(i -> "p" + i).toList();

    assertThat(new AppliedPipelines(names).missing("p"))
        .hasValueSatisfying(text -> assertThat(text).endsWith("p28, p29 and 3 more"));
  }
}
