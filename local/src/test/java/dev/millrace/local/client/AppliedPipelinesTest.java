package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
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
  void manyAreCounted() {
    List<String> names = IntStream.range(10, 33).mapToObj(i -> "p" + i).toList();

    assertThat(new AppliedPipelines(names).missing("p"))
        .hasValueSatisfying(text -> assertThat(text).endsWith("p28, p29 and 3 more"));
  }
}
