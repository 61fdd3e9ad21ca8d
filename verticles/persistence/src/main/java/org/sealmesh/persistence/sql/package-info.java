/// The two databases behind one SQL client: connections, transactions, durability, and what their
/// errors mean. Nothing here knows a table.
@NullMarked
package org.sealmesh.persistence.sql;

import org.jspecify.annotations.NullMarked;
