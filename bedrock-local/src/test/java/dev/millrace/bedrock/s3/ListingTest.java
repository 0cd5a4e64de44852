package dev.millrace.bedrock.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {

  private static final NavigableMap<String, StoredObject> ALL =
      all("a", "b/1", "b/2", "b/3/x", "c", "d/1", "\uD83D\uDE00", "\uFF5E");

  @ParameterizedTest
  @CsvSource({
    "'', '', '', a b/1 b/2 b/3/x c d/1 \uFF5E \uD83D\uDE00, ''",
    "b/, '', '', b/1 b/2 b/3/x, ''",
    "'', /, '', a c \uFF5E \uD83D\uDE00, b/ d/",
    "b/, /, '', b/1 b/2, b/3/",
    "b, /, '', '', b/",
    "'', '', b/2, b/3/x c d/1 \uFF5E \uD83D\uDE00, ''",
    "'', /, b/1, c \uFF5E \uD83D\uDE00, b/ d/",
    "x, '', '', '', ''"
  })
  void findsAsS3Does(String prefix, String delimiter, String after, String keys, String folders) {
    Listing listing = Listing.of(ALL, new Listing.Query(prefix, delimiter, after, 100));

    assertThat(String.join(" ", listing.objects().stream().map(StoredObject::key).toList()))
        .isEqualTo(keys);
    assertThat(String.join(" ", listing.folders())).isEqualTo(folders);
    assertThat(listing.next()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, ''", "2, ''", "3, ''", "1, /", "2, /", "3, /", "100, /"})
  void givesEverythingOnceOverPages(int most, String delimiter) {
    List<String> seen = new ArrayList<>();
    Optional<String> place = Optional.of("");
    while (place.isPresent()) {
      Listing page = Listing.of(ALL, new Listing.Query("", delimiter, place.get(), most));
      assertThat(page.objects().size() + page.folders().size()).isBetween(1, most);
      page.objects().forEach(object -> seen.add(object.key()));
      seen.addAll(page.folders());
      place = page.next();
    }

    Listing whole = Listing.of(ALL, new Listing.Query("", delimiter, "", 100));
    List<String> expected = new ArrayList<>(whole.folders());
    whole.objects().forEach(object -> expected.add(object.key()));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void readsItsOwnTokens() {
    assertThat(Listing.place(Listing.token("b/\uD83D\uDE00"))).isEqualTo("b/\uD83D\uDE00");
  }

  private static NavigableMap<String, StoredObject> all(String... keys) {
    NavigableMap<String, StoredObject> all = new TreeMap<>(ObjectStore.BY_BYTES);
    for (String key : keys) {
      all.put(key, new StoredObject(key, 0, "", Instant.EPOCH, ObjectAbout.of("")));
    }
    return all;
  }
}
