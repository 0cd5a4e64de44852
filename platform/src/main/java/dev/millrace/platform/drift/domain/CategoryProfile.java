package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell for each category of the reference and one for all that it does not have; where it has
 * more than {@value #MOST_NAMED}, as many cells by a hash of the category. Those are laid by
 * chance, not by the data: to keep the most frequent ones instead would make them rarer in every
 * window than in the reference that chose them.
 *
 * <p><i>Shape</i>: counts of the categories in alphabetical order or of the hash cells, then of
 * unseen categories (none with hash cells), then of nulls.
 */
final class CategoryProfile implements ReferenceProfile {

  static final long KIND = 2;

  private static final int MOST_NAMED = 256;
  private static final String UNSEEN = "(unseen)";

  private final List<String> names;
  private final long singles;
  private final WindowCounts reference;

  private CategoryProfile(List<String> names, long singles, WindowCounts reference) {
    this.names = names;
    this.singles = singles;
    this.reference = reference;
  }

  static CategoryProfile of(CategorySample sample) {
    boolean named = sample.counts().size() <= MOST_NAMED;
    List<String> names = named ? List.copyOf(sample.counts().keySet()) : List.of();
    int cells = (named ? names.size() : MOST_NAMED) + 2;
    CategoryProfile profile =
        new CategoryProfile(names, named ? sample.singles() : 0, new WindowCounts(cells, 0));
    sample.counts().forEach((name, count) -> profile.reference.add(profile.cell(name), count));
    profile.reference.add(profile.nullCell(), sample.nulls());
    return profile;
  }

  static CategoryProfile read(PackedReader packed) {
    String[] names = new String[packed.length(1)];
    for (int i = 0; i < names.length; i++) {
      names[i] = packed.text();
    }
    long singles = packed.number();
    WindowCounts counts = WindowCounts.read(packed);
    boolean named = names.length > 0 || counts.cells() == 2;
    return new CategoryProfile(
        List.of(names), singles, counts.of((named ? names.length : MOST_NAMED) + 2, 0));
  }

  @Override
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.number(KIND);
    packed.number(names.size());
    names.forEach(packed::text);
    packed.number(singles);
    reference.writeTo(packed);
    return packed.bytes();
  }

  @Override
  public FeatureType type() {
    return FeatureType.CATEGORY;
  }

  @Override
  public WindowCounts window() {
    return new WindowCounts(reference.cells(), 0);
  }

  @Override
  public long records() {
    return Arrays.stream(reference.first(reference.cells())).sum();
  }

  @Override
  public void count(WindowCounts window, @Nullable String value) {
    window.count(value == null ? nullCell() : cell(value));
  }

  @Override
  public Comparison compare(WindowCounts window, EffectGates gates) {
    long[] ours = reference.first(nullCell());
    long[] theirs = window.first(nullCell());
    long n = Arrays.stream(ours).sum();
    long m = Arrays.stream(theirs).sum();
    return new CategoryMeasures(
            namesWithUnseen(),
            ours,
            theirs,
            unseenCell(),
            new ShareChange(singles, n, theirs[unseenCell()], m),
            new ShareChange(
                reference.at(nullCell()),
                n + reference.at(nullCell()),
                window.at(nullCell()),
                m + window.at(nullCell())))
        .comparison(gates);
  }

  private List<String> namesWithUnseen() {
    if (isHashed()) {
      return List.of();
    }
    List<String> all = new ArrayList<>(names);
    all.add(UNSEEN);
    return all;
  }

  private boolean isHashed() {
    return names.size() != unseenCell();
  }

  private int cell(String value) {
    if (isHashed()) {
      return (int) Long.remainderUnsigned(TextHash.of(value), unseenCell());
    }
    int found = Collections.binarySearch(names, value);
    return found >= 0 ? found : unseenCell();
  }

  private int unseenCell() {
    return reference.cells() - 2;
  }

  private int nullCell() {
    return reference.cells() - 1;
  }
}
