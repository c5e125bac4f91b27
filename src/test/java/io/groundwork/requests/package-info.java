@NullMarked
package io.groundwork.requests;

import org.jspecify.annotations.NullMarked;
