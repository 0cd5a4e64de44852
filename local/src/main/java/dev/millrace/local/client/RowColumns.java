package dev.millrace.local.client;

import java.util.Optional;

/**
 * What is special about which columns.
 *
 * @param id column or field of the id; ids are made by {@code ids} where absent
 * @param label column or field of the right label, which is taken out of the payload
 * @param ids makes ids for rows without
 */
public record RowColumns(Optional<String> id, Optional<String> label, RowIds ids) {}
