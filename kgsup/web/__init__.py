"""What Flask pages share: errors, forms, filters, paging, replies, language."""
