package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {

  private static final JsonValue OTHER = JsonValue.Text.of("other");

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        Members.MOST_WITHOUT_INDEX,
        Members.MOST_WITHOUT_INDEX + 1,
        3 * Members.MOST_WITHOUT_INDEX
      })
  void isTheMapOfItsMembersInTheirOrder(int size) {
    Map<String, JsonValue> map = map(size);

    Members members = Members.of(map);

    assertThat(members).isEqualTo(map).hasSize(size);
    assertThat(List.copyOf(members.keySet())).isEqualTo(List.copyOf(map.keySet()));
    map.forEach((name, value) -> assertThat(members.get(name)).isSameAs(value));
    assertThat(members.get("absent")).isNull();
    assertThat(members.containsKey("absent")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, Members.MOST_WITHOUT_INDEX, Members.MOST_WITHOUT_INDEX + 1})
  void addsToACopyAndReplacesInPlace(int size) {
    Map<String, JsonValue> map = map(size);
    Members members = Members.of(map);

    Members more = new Members.Builder(members, 1).put("n0", OTHER).put("new", OTHER).build();

    List<String> names = new ArrayList<>(members.keySet());
    names.add("new");
    assertThat(List.copyOf(more.keySet())).isEqualTo(names);
    assertThat(more.get("n0")).isSameAs(OTHER);
    assertThat(more.get("new")).isSameAs(OTHER);
    assertThat(members).isEqualTo(map).doesNotContainKey("new");
  }

  @Test
  void knowsNamesThatHashAlikeApart() {
    // "Aa" and "BB" have the same hash.
    Members members =
        new Members.Builder(0).put("Aa", OTHER).put("BB", JsonValue.Nothing.of()).build();

    assertThat(members.get("Aa")).isSameAs(OTHER);
    assertThat(members.get("BB")).isInstanceOf(JsonValue.Nothing.class);
    assertThat(members.get("AaBB")).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, Members.MOST_WITHOUT_INDEX, 1_000})
  void isReadWithoutDuplicatesHoweverLarge(int size) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < size; i++) {
      text.append("\"n").append(i).append("\":").append(i).append(',');
    }
    String twice = text + "\"n" + (size - 1) + "\":0}";
    String once = text + "\"last\":0}";

    assertThat(StrictJson.read(twice.getBytes(UTF_8)))
        .isInstanceOf(StrictJson.Result.Malformed.class);
    assertThat(StrictJson.read(once.getBytes(UTF_8))).isInstanceOf(StrictJson.Result.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void isNeverChanged(int size) {
    Members members = Members.of(map(size));

    assertThatThrownBy(() -> members.put("n0", OTHER))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(members::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  private static Map<String, JsonValue> map(int size) {
    Map<String, JsonValue> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put("n" + i, JsonValue.Text.of("value " + i));
    }
    return map;
  }
}
